import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '@customer-graph/subgraph';
import { asAdmin, createTestDatabase, schemaDrift } from '@customer-graph/testing';
import { expect, it, vi } from 'vitest';
import { subgraphs } from '../../../gateway/subgraphs.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const prismaOf = (service: string) => path.join(root, 'services', service, 'prisma');
const migrator = fileURLToPath(new URL('migrate-once.ts', import.meta.url));
const signals = ['SIGKILL', 'SIGTERM'] as const;

/** The first `count` migrations of a service, after one that does nothing but begin the history. */
async function copyMigrations(service: string, names: readonly string[]): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'migrations-'));
  await mkdir(path.join(folder, '0_history'));
  await writeFile(path.join(folder, '0_history', 'migration.sql'), 'SELECT 1;');
  for (const name of names)
    await cp(path.join(prismaOf(service), 'migrations', name), path.join(folder, name), {
      recursive: true,
    });
  return folder;
}

async function migrationsOf(service: string): Promise<string[]> {
  const entries = await readdir(path.join(prismaOf(service), 'migrations'), {
    withFileTypes: true,
  });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Ends a process in the middle of whatever is missing, which waits for the catalog or, changing rows only, for its record. */
async function killWhileMigrating(databaseUrl: string, migrationsDir: string) {
  const name = new URL(databaseUrl).pathname.slice(1);
  await asAdmin(async (admin) => {
    await admin.query('BEGIN; LOCK TABLE pg_depend, _prisma_migrations IN SHARE MODE');
    const child = spawn(process.execPath, ['--import', 'tsx', migrator], {
      env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, MIGRATIONS: migrationsDir },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    await vi.waitFor(async () => {
      const { rowCount } = await asAdmin((other) =>
        other.query(
          `SELECT FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'`,
          [name],
        ),
      );
      if (rowCount === 0 && child.exitCode === null) throw new Error('not in its middle yet');
    }, 50_000);
    child.kill(signals[Math.floor(Math.random() * signals.length)]);
    await ended;
    await admin.query('ROLLBACK');
  }, name);
}

it.each(subgraphs.map(({ name }) => name))(
  'goes on with the migrations of %s after its process was ended in the middle of each',
  async (service) => {
    const { url: databaseUrl, drop } = await createTestDatabase({
      template: 'empty',
      prepare: () => Promise.resolve(),
    });
    const names = await migrationsOf(service);
    const folders: string[] = [];
    for (let count = 0; count <= names.length; count += 1) {
      const migrationsDir = await copyMigrations(service, names.slice(0, count));
      folders.push(migrationsDir);
      if (count > 0) await killWhileMigrating(databaseUrl, migrationsDir);
      // Two at once, as a deployment goes on.
      const applied = await Promise.all(
        [1, 2].map(() => migrate({ databaseUrl, migrationsDir, log: () => undefined })),
      );
      expect(applied.flat()).toEqual([count === 0 ? '0_history' : names[count - 1]]);
    }
    const schemaPath = path.join(prismaOf(service), 'schema.prisma');
    expect(await schemaDrift({ databaseUrl, schemaPath })).toBe('');
    await drop();
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
  },
  300_000,
);
