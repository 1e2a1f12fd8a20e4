import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../../..');

/** The tables of all modules and packages that have a store, by their migrations. */
export async function tablesWithStore(): Promise<ReadonlySet<string>> {
  const tables = new Set<string>();
  for (const file of await migrationFiles())
    for (const [, table = '', columns = ''] of (await readFile(file, 'utf8')).matchAll(
      /^CREATE TABLE "(\w+)" \((.*?)^\);/gms,
    ))
      if (columns.includes('"store_id"')) tables.add(table);
  return tables;
}

async function migrationFiles(): Promise<string[]> {
  const folders = ['packages', 'services'].map(async (kind) => {
    const names = await readdir(path.join(root, kind));
    return names.map((name) =>
      path.join(root, kind, name, kind === 'packages' ? 'migrations' : 'prisma/migrations'),
    );
  });
  const files = (await Promise.all(folders)).flat().map(async (folder) => {
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    return names.filter((name) => name.endsWith('.sql')).map((name) => path.join(folder, name));
  });
  return (await Promise.all(files)).flat();
}
