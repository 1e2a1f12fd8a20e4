import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { withEngine } from './schema-engine.ts';

const FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Compares a migrated database with `schema.prisma`.
 *
 * @returns '' when they agree, else what a migration would have to change, as text; checks, triggers, functions and
 *   partial indexes, which Prisma's schema can't express, don't count, nor does what lies in other schemas than `public`
 */
export async function schemaDrift(options: {
  databaseUrl: string;
  schemaPath: string;
}): Promise<string> {
  const path = resolve(options.schemaPath);
  const files = [{ path, content: await readFile(path, 'utf8') }];
  return withEngine(options.databaseUrl, files, async (engine) => {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: resolve(path, '..') },
      to: { tag: 'schemaDatamodel', files },
      script: false,
      exitCode: true,
      filters: FILTERS,
    });
    return exitCode === 0 ? '' : (stdout ?? 'The database and the schema differ.');
  });
}
