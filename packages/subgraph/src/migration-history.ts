import type { ClientBase } from 'pg';
import { newId } from './ids.ts';
import type { MigrationScript } from './migration-scripts.ts';

// The table of Prisma's command line, so that its `migrate status` reads what we wrote.
const CREATE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

/**
 * The scripts that the database has not had, oldest first.
 *
 * @throws Error when a script that it has had was changed since
 */
export async function missingScripts(
  client: ClientBase,
  scripts: readonly MigrationScript[],
): Promise<MigrationScript[]> {
  const done = await readDone(client);
  for (const { name, checksums } of scripts) {
    const recorded = done.get(name);
    if (recorded !== undefined && !checksums.has(recorded))
      throw new Error(
        `Migration ${name} was changed after it was applied. Restore its text and write a new migration instead.`,
      );
  }
  return scripts.filter(({ name }) => !done.has(name));
}

export async function createHistory(client: ClientBase): Promise<void> {
  if (!(await hasHistory(client))) await client.query(CREATE);
}

/** Records a script in the transaction that applied it. */
export async function recordScript(client: ClientBase, script: MigrationScript): Promise<void> {
  // A row without an end is from a process that died, and its script was rolled back with it.
  await client.query(
    `UPDATE "_prisma_migrations" SET "rolled_back_at" = now()
     WHERE "migration_name" = $1 AND "finished_at" IS NULL AND "rolled_back_at" IS NULL`,
    [script.name],
  );
  await client.query(
    `INSERT INTO "_prisma_migrations"
       ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
     VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
    [newId(), script.checksum, script.name],
  );
}

async function readDone(client: ClientBase): Promise<Map<string, string>> {
  if (!(await hasHistory(client))) return new Map();
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    `SELECT "migration_name", "checksum" FROM "_prisma_migrations"
     WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL`,
  );
  return new Map(rows.map(({ migration_name, checksum }) => [migration_name, checksum]));
}

async function hasHistory(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    `SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS found`,
  );
  return rows[0]?.found ?? false;
}
