import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** One migration as it is written in its folder. */
export interface MigrationScript {
  readonly name: string;
  readonly sql: string;
  /** Holds a single statement that PostgreSQL refuses inside a transaction. */
  readonly outsideTransaction: boolean;
  readonly checksum: string;
  /** Checksums of the same text with either kind of line ending: a checkout may have changed them. */
  readonly checksums: ReadonlySet<string>;
}

const MARKER = /^\s*--\s*migrate:\s*no transaction\s*$/im;

/**
 * Reads Prisma's layout, `<name>/migration.sql`, from several folders; the names order them all, and in one history no two may
 * share one.
 */
export async function readMigrationScripts(folders: readonly string[]): Promise<MigrationScript[]> {
  const scripts = (await Promise.all(folders.map(readFolder))).flat();
  scripts.sort((a, b) => (a.name < b.name ? -1 : 1));
  const twice = scripts.find(({ name }, index) => name === scripts[index + 1]?.name);
  if (twice) throw new Error(`Two migrations are called ${twice.name}. Rename the newer one.`);
  return scripts;
}

async function readFolder(folder: string): Promise<MigrationScript[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      const unix = sql.replaceAll('\r\n', '\n');
      return {
        name,
        sql,
        outsideTransaction: MARKER.test(sql),
        checksum: checksumOf(unix),
        checksums: new Set([sql, unix, unix.replaceAll('\n', '\r\n')].map(checksumOf)),
      };
    }),
  );
}

const checksumOf = (text: string) => createHash('sha256').update(text).digest('hex');
