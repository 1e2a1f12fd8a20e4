import { escapeIdentifier, type Client } from 'pg';
import { z } from 'zod';

/** Rows of all tables of a database, kept in the database itself. */
export interface Snapshot {
  /** Puts the rows back as they were; counters of ids go on, so that nothing is given out twice. */
  restore(): Promise<void>;
}

const kept = 'response_check';
const table = z.object({ schema: z.string(), name: z.string(), columns: z.array(z.string()) });

/** Keeps the rows of all tables as they are now. The client must be a superuser's, and nobody may be writing. */
export async function takeSnapshot(client: Client): Promise<Snapshot> {
  await client.query(`DROP SCHEMA IF EXISTS ${kept} CASCADE; CREATE SCHEMA ${kept}`);
  const { rows } = await client.query(`
    SELECT n.nspname AS schema, c.relname AS name,
      (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
       WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', '${kept}')
    ORDER BY c.oid`);
  const tables = z.array(table).parse(rows).map(described);
  for (const { full, copy, columns } of tables)
    await client.query(`CREATE TABLE ${copy} AS SELECT ${columns} FROM ${full}`);
  const all = tables.map(({ full }) => full).join(', ');
  const back = tables.map(
    ({ full, copy, columns }) =>
      `INSERT INTO ${full} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM ${copy};`,
  );
  const script = `BEGIN; SET LOCAL session_replication_role = replica; TRUNCATE ${all}; ${back.join(' ')} COMMIT`;
  return { restore: () => inTurn(client, script) };
}

function described({ schema, name, columns }: z.output<typeof table>, index: number) {
  return {
    full: `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`,
    copy: `${kept}.${escapeIdentifier(`t${index}`)}`,
    columns: columns.map((column) => escapeIdentifier(column)).join(', '),
  };
}

const attempts = 20;

/** What a service does at that moment in the background may stand in the way, once. */
async function inTurn(client: Client, script: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(script);
      return;
    } catch (error) {
      await client.query('ROLLBACK');
      const deadlock = error instanceof Error && 'code' in error && error.code === '40P01';
      if (!deadlock || attempt === attempts) throw error;
    }
  }
}
