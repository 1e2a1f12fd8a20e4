import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, readlink, realpath, symlink } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { z } from 'zod';

const importer = z.record(z.string(), z.unknown());
const lockfile = z.object({ importers: z.record(z.string(), importer) });

/** Whether everything that one lockfile asks for is installed by the other. */
export function installedAlike(wanted: string, installed: string): boolean {
  if (wanted === installed) return true;
  const read = (text: string) => lockfile.safeParse(parse(text)).data?.importers;
  const [own, other] = [read(wanted), read(installed)];
  if (!own || !other) return false;
  return Object.entries(own).every(([folder, kinds]) =>
    Object.entries(kinds).every(([kind, packages]) => {
      const found = other[folder]?.[kind];
      const entries = z.record(z.string(), z.unknown()).safeParse(packages).data ?? {};
      const present = z.record(z.string(), z.unknown()).safeParse(found).data ?? {};
      return Object.entries(entries).every(([name, entry]) =>
        isDeepStrictEqual(present[name], entry),
      );
    }),
  );
}

/**
 * Gives a copy of the repository the packages that the original has installed. Links between the packages of the repository
 * lead to those of the copy.
 */
export async function linkDependencies(original: string, copy: string): Promise<void> {
  for (const folder of await workspaceFolders(copy)) {
    const from = path.join(original, folder, 'node_modules');
    if (existsSync(from)) await linkEntries({ original, copy, from });
  }
}

interface Linking {
  readonly original: string;
  readonly copy: string;
  /** A folder of the original, inside `node_modules`. */
  readonly from: string;
}

async function linkEntries({ original, copy, from }: Linking): Promise<void> {
  const to = path.join(copy, path.relative(original, from));
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    const source = path.join(from, name);
    const target = path.join(to, name);
    if (existsSync(target)) continue;
    if (name.startsWith('@') && !(await lstat(source)).isSymbolicLink())
      await linkEntries({ original, copy, from: source });
    else if (name !== '.cache') await symlink(await linkTarget(original, copy, source), target);
  }
}

async function linkTarget(original: string, copy: string, source: string): Promise<string> {
  const real = await realpath(source).catch(() => readlink(source));
  const inside = path.relative(await realpath(original), real);
  const isOurs = !inside.startsWith('..') && !inside.split(path.sep).includes('node_modules');
  return isOurs ? path.join(copy, inside) : real;
}

/** The root and the folders with a manifest, as deep as packages of the repository are. */
async function workspaceFolders(root: string): Promise<string[]> {
  const found = ['.'];
  for (const group of ['services', 'packages', 'infra', 'examples', '.']) {
    const entries = await readdir(path.join(root, group), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const folder = path.join(group, entry.name);
      if (entry.isDirectory() && existsSync(path.join(root, folder, 'package.json')))
        found.push(folder);
    }
  }
  return found;
}
