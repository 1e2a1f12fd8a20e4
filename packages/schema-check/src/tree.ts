import { readFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { CouldNotRun } from './could-not-run.ts';

/** Something is there and cannot be read. Unlike a file that is not there, it never counts as absent. */
export class Unreadable extends CouldNotRun {}

/** The files of one state of the repository, in a directory. */
export interface Tree {
  directory: string;
  /** Reasons by path, relative to the directory, of what is there but has no contents here. A folder's is all of its files'. */
  unreadable: ReadonlyMap<string, string>;
}

/** `git lfs` leaves this in place of a file that it has not fetched; a commit has nothing else. */
const lfsPointer = /^version https:\/\/git-lfs\.github\.com\/spec\/v1\r?\n/;

/**
 * The text of a file without a byte order mark; undefined when there is no such file.
 * @throws Unreadable for anything else than a file with contents
 */
export async function readText(tree: Tree, file: string): Promise<string | undefined> {
  const reason = reasonFor(tree, file);
  if (reason !== undefined) throw new Unreadable(`${file} cannot be read: ${reason}.`);
  const text = await contents(tree.directory, file);
  if (text === undefined || !lfsPointer.test(text)) return text?.replace(/^\uFEFF/, '');
  throw new Unreadable(
    `${file} cannot be read: it is a pointer of git-lfs, not the file itself; schemas, operations and manifests have to be in git.`,
  );
}

async function contents(directory: string, file: string): Promise<string | undefined> {
  try {
    return await readFile(join(directory, file), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Unreadable(`${file} cannot be read: ${code}.`);
  }
}

/** Why the file, or a folder that it is in, has no contents here. */
function reasonFor({ unreadable }: Tree, file: string): string | undefined {
  for (let path = posix.normalize(file); path !== '.' && path !== '/'; path = dirname(path)) {
    const reason = unreadable.get(path);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/**
 * Operations may be anywhere that a glob reaches, so a place without contents that it reaches spoils them.
 * @throws Unreadable
 */
export function refuseUnreadable({ unreadable }: Tree, globs: readonly string[]): void {
  const [excluding, including] = [
    globs.filter((glob) => glob.startsWith('!')).map((glob) => fixedPart(glob.slice(1))),
    globs.filter((glob) => !glob.startsWith('!')).map(fixedPart),
  ];
  for (const [path, reason] of unreadable) {
    const excluded = excluding.some((part) => isWithin(path, part));
    const reached = including.some((part) => isWithin(path, part) || isWithin(part, path));
    if (reached && !excluded)
      throw new Unreadable(
        `operations may be in ${path}, which cannot be read: ${reason}; or exclude it from the globs: "!${path}/**".`,
      );
  }
}

/** The folders of a glob before its first pattern. */
function fixedPart(glob: string): string {
  const parts = posix.normalize(glob).split('/');
  const pattern = parts.findIndex((part) => /[*?[\]{}()!+@]/.test(part));
  return pattern < 0 ? parts.join('/') : parts.slice(0, pattern).join('/');
}

const isWithin = (path: string, folder: string): boolean =>
  folder === '' || folder === '.' || path === folder || path.startsWith(`${folder}/`);
