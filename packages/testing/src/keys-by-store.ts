import pg from 'pg';

// The comment of a table or index that cannot begin with the store says why.
const REASON = 'Across stores: %';

const OBJECTS = `
  WITH tables AS (
    SELECT c.oid, c.relname AS name, obj_description(c.oid, 'pg_class') LIKE $1 AS excused,
           (SELECT attnum FROM pg_attribute WHERE attrelid = c.oid AND attname = 'store_id') AS store
    FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
      AND c.relname <> '_prisma_migrations'),
  objects AS (
    SELECT 'table ' || name AS object, store IS NOT NULL AS right, excused IS TRUE AS excused FROM tables
    UNION ALL
    SELECT 'index ' || i.indexrelid::regclass, i.indkey[0] = t.store OR (i.indkey[0] = 0
             AND pg_get_indexdef(i.indexrelid, 1, false) LIKE '%(store_id,%'),
           obj_description(i.indexrelid, 'pg_class') LIKE $1 IS TRUE
    FROM pg_index i JOIN tables t ON t.oid = i.indrelid WHERE t.store IS NOT NULL
    UNION ALL
    SELECT 'constraint ' || f.conname, f.conkey[1] = t.store AND f.confkey[1] = r.store, false
    FROM pg_constraint f JOIN tables t ON t.oid = f.conrelid JOIN tables r ON r.oid = f.confrelid
    WHERE f.contype = 'f')
  SELECT object, excused FROM objects WHERE "right" = excused ORDER BY object`;

/**
 * Tables without a store, and keys and indexes that do not begin with it, unless a comment on them says why; also comments that
 * excuse what needs none.
 */
export async function keysNotByStore(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ object: string; excused: boolean }>(OBJECTS, [REASON]);
    return rows.map(({ object, excused }) =>
      excused ? `${object} needs no reason` : `${object} does not begin with the store`,
    );
  } finally {
    await client.end();
  }
}
