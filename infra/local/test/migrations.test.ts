import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { migrate } from '@customer-graph/subgraph';
import { asAdmin, bundle, createTestDatabase, schemaDrift } from '@customer-graph/testing';
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { subgraphs } from '../../../gateway/subgraphs.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const migrator = fileURLToPath(new URL('migrate-once.ts', import.meta.url));
const signals = ['SIGKILL', 'SIGTERM'] as const;

/** All folders of migrations that a service applies: its packages' and its own. */
async function foldersOf(service: string): Promise<{ own: string; packages: string[] }> {
  const file = path.join(root, 'services', service, 'src/migrations.ts');
  const { migrations } = moduleShape.parse(await import(pathToFileURL(file).href));
  return { own: migrations.migrationsDir, packages: migrations.packageMigrations };
}

const moduleShape = z.object({
  migrations: z.object({ migrationsDir: z.string(), packageMigrations: z.array(z.string()) }),
});

/** The paths of a service's migrations in their order. */
async function migrationsOf(service: string): Promise<string[]> {
  const { own, packages } = await foldersOf(service);
  const found = await Promise.all(
    [...packages, own].map(async (folder) => {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${folder}/${name}`);
    }),
  );
  return found.flat().sort((a, b) => (path.basename(a) < path.basename(b) ? -1 : 1));
}

/** These migrations, after one that does nothing but begin the history. */
async function copyMigrations(paths: readonly string[]): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'migrations-'));
  await mkdir(path.join(folder, '0_history'));
  await writeFile(path.join(folder, '0_history', 'migration.sql'), 'SELECT 1;');
  for (const from of paths)
    await cp(from, path.join(folder, path.basename(from)), { recursive: true });
  return folder;
}

/** Ends a process in the middle of whatever is missing, which waits for the catalog or, changing rows only, for its record. */
async function killWhileMigrating(databaseUrl: string, migrationsDir: string) {
  const name = new URL(databaseUrl).pathname.slice(1);
  await asAdmin(async (admin) => {
    await admin.query('BEGIN; LOCK TABLE pg_depend, _prisma_migrations IN SHARE MODE');
    const child = spawn(process.execPath, [await bundle(migrator)], {
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
    const paths = await migrationsOf(service);
    const folders: string[] = [];
    for (let count = 0; count <= paths.length; count += 1) {
      const migrationsDir = await copyMigrations(paths.slice(0, count));
      folders.push(migrationsDir);
      if (count > 0) await killWhileMigrating(databaseUrl, migrationsDir);
      // Two at once, as a deployment goes on.
      const applied = await Promise.all(
        [1, 2].map(() => migrate({ databaseUrl, migrationsDir, log: () => undefined })),
      );
      expect(applied.flat()).toEqual([path.basename(paths[count - 1] ?? '0_history')]);
    }
    const schemaPath = path.join(root, 'services', service, 'prisma/schema.prisma');
    const { packages: packageMigrations } = await foldersOf(service);
    expect(await schemaDrift({ databaseUrl, schemaPath, packageMigrations })).toBe('');
    await drop();
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
  },
  300_000,
);
