import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { withEngine } from './schema-engine.ts';

/**
 * Compares a migrated database with `schema.prisma`.
 *
 * @returns '' when they agree, else what a migration would have to change, as text; checks, triggers, functions and
 *   partial indexes, which Prisma's schema can't express, don't count, nor does what lies in other schemas than `public`
 */
export async function schemaDrift(options: {
  databaseUrl: string;
  schemaPath: string;
  /** Folders of migrations whose tables the schema leaves out, because other packages own them. */
  packageMigrations?: readonly string[];
}): Promise<string> {
  const path = resolve(options.schemaPath);
  const files = [{ path, content: await readFile(path, 'utf8') }];
  const tables = await Promise.all((options.packageMigrations ?? []).map(tablesOf));
  const filters = { externalTables: tables.flat(), externalEnums: [] };
  return withEngine(options.databaseUrl, files, async (engine) => {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: resolve(path, '..') },
      to: { tag: 'schemaDatamodel', files },
      script: false,
      exitCode: true,
      filters,
    });
    return exitCode === 0 ? '' : (stdout ?? 'The database and the schema differ.');
  });
}

async function tablesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  const texts = names.map((name) => readFile(join(folder, name, 'migration.sql'), 'utf8'));
  const created = (await Promise.all(texts)).join('').matchAll(/^CREATE TABLE "(\w+)"/gm);
  return [...created].map(([, table = '']) => `public.${table}`);
}
