import { existsSync, realpathSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix, relative, sep } from 'node:path';
import { type Entry, blobs, brokenLinks, entriesOfCommit, isReadable, modes } from './git.ts';
import type { Tree } from './tree.ts';

/**
 * Gives `use` a temporary directory with the readable files of a commit. Files instead of one `git show` for each, because
 * the registry is a module that may import others.
 *
 * @param folder where the configuration is, from the root of the repository; the tree that `use` gets begins there
 */
export async function withTreeOf<T>(
  { root, folder }: { root: string; folder: string },
  commit: string,
  use: (tree: Tree) => Promise<T>,
): Promise<T> {
  const top = await mkdtemp(join(tmpdir(), 'schema-check-'));
  try {
    const unreadable = await writeTree(root, commit, top);
    await linkPackages(root, top);
    const inFolder = [...unreadable].flatMap(([path, reason]) => {
      const inside = posix.relative(folder, path);
      return inside.startsWith('../') ? [] : [[inside || '.', reason] as const];
    });
    return await use({ directory: join(top, folder), unreadable: new Map(inFolder) });
  } finally {
    await rm(top, { recursive: true, force: true });
  }
}

type Reasons = Map<string, string>;

/** @returns reasons by path of what the commit has and what cannot be read from it */
async function writeTree(root: string, commit: string, top: string, within = ''): Promise<Reasons> {
  const entries = await entriesOfCommit(root, commit);
  const links = await targetsOf(root, entries);
  const targets = new Set(links.values());
  const files = entries.filter(
    ({ mode, path }) =>
      mode !== modes.link && mode !== modes.submodule && (isReadable(path) || targets.has(path)),
  );
  const texts = await blobs(
    root,
    files.map(({ oid }) => oid),
  );
  await mkdir(join(top, within), { recursive: true });
  for (const [index, { path }] of files.entries()) {
    const file = join(top, within, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, texts[index] ?? '');
  }
  const unreadable = await writeSubmodules(root, entries, top, within);
  for (const [path, reason] of await writeLinks(links, join(top, within)))
    unreadable.set(posix.join(within, path), reason);
  return unreadable;
}

async function writeLinks(
  links: ReadonlyMap<string, string | undefined>,
  top: string,
): Promise<[string, string][]> {
  const leaving: [string, string][] = [];
  const written: string[] = [];
  for (const [path, target] of links) {
    if (target === undefined) {
      if (isReadable(path)) leaving.push([path, 'it is a link that leads out of the repository']);
      continue;
    }
    const folder = dirname(join(top, path));
    await mkdir(folder, { recursive: true });
    await symlink(relative(folder, join(top, target)) || '.', join(top, path));
    written.push(path);
  }
  return [...leaving, ...brokenLinks(top, written)];
}

async function writeSubmodules(
  root: string,
  entries: readonly Entry[],
  top: string,
  within: string,
): Promise<Reasons> {
  const unreadable: Reasons = new Map();
  for (const { path, oid } of entries.filter(({ mode }) => mode === modes.submodule)) {
    const at = posix.join(within, path);
    try {
      const inner = await writeTree(join(root, path), oid, top, at);
      for (const [name, reason] of inner) unreadable.set(name, reason);
    } catch {
      const here = `commit ${oid.slice(0, 12)} of this submodule is not here`;
      unreadable.set(at, `${here}; run git submodule update --init, and fetch it`);
    }
  }
  return unreadable;
}

/** Where links lead, from the root; undefined when that is outside of the repository. */
async function targetsOf(
  root: string,
  entries: readonly Entry[],
): Promise<Map<string, string | undefined>> {
  const links = entries.filter(({ mode }) => mode === modes.link);
  const texts = await blobs(
    root,
    links.map(({ oid }) => oid),
  );
  return new Map(
    links.map(({ path }, index) => {
      const text = texts[index]?.toString('utf8') ?? '';
      const target = posix.normalize(posix.join(posix.dirname(path), text));
      const outside = posix.isAbsolute(text) || target === '..' || target.startsWith('../');
      return [path, outside ? undefined : target];
    }),
  );
}

/**
 * Lets the modules of the tree import packages: those of the repository itself as they are in the tree, all others as they are
 * installed now.
 */
async function linkPackages(root: string, top: string): Promise<void> {
  const home = await realpath(root);
  for (const folder of await foldersWithPackages(root, top)) {
    const installed = join(root, folder, 'node_modules');
    for (const name of await packagesIn(installed)) {
      const target = realpathOf(join(installed, name));
      if (target === undefined) continue;
      const inside = relative(home, target);
      const own = !inside.startsWith('..') && !inside.split(sep).includes('node_modules');
      const link = join(top, folder, 'node_modules', name);
      await mkdir(dirname(link), { recursive: true });
      await symlink(own ? join(top, inside) : target, link, 'junction');
    }
  }
}

/** The root and the packages of the tree that have packages installed. */
async function foldersWithPackages(root: string, top: string): Promise<string[]> {
  const files = await readdir(top, { recursive: true });
  const folders = files
    .filter((file) => file.endsWith(`${sep}package.json`))
    .map((file) => dirname(file));
  return ['.', ...folders].filter((folder) => existsSync(join(root, folder, 'node_modules')));
}

async function packagesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const found = names
    .filter((name) => !name.startsWith('.'))
    .map(async (name) => {
      if (!name.startsWith('@')) return [name];
      return (await readdir(join(folder, name))).map((inner) => join(name, inner));
    });
  return (await Promise.all(found)).flat();
}

function realpathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
