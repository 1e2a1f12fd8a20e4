import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { CouldNotRun } from './could-not-run.ts';
import { firstLine } from './text.ts';

const run = promisify(execFile);
const maxBuffer = 256 * 1024 * 1024;

export async function repositoryRoot(directory: string): Promise<string> {
  try {
    return await git(directory, ['rev-parse', '--show-toplevel']);
  } catch (error) {
    const said = firstLine(error);
    if (/ENOENT/.test(said)) throw new CouldNotRun('git is not installed, or not on the PATH.');
    if (!/not a git repository/.test(said)) throw new CouldNotRun(`git says: ${said}.`);
    throw new CouldNotRun(
      `${directory} is not inside a git repository; the check compares with a commit, so run it in a clone.`,
    );
  }
}

/** The commit to compare with: the given ref, or the merge base with the main branch. */
export async function baseCommit(
  root: string,
  ref: string | undefined,
  mainBranch: string,
): Promise<{ name: string; commit: string }> {
  if (ref !== undefined) return { name: ref, commit: await resolveRef(root, ref) };
  for (const main of [`origin/${mainBranch}`, mainBranch]) {
    const commit = await git(root, ['merge-base', 'HEAD', main]).catch(() => undefined);
    if (commit) return { name: `merge base with ${main}`, commit };
  }
  throw new CouldNotRun(
    `there is no merge base with «${mainBranch}»${await shallowHint(root)}; name the commit to compare with: --base <git ref>.`,
  );
}

async function resolveRef(root: string, ref: string): Promise<string> {
  try {
    return await git(root, [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${ref}^{commit}`,
    ]);
  } catch {
    const hint = await shallowHint(root);
    throw new CouldNotRun(`git does not know the ref «${ref}»${hint || '; try git fetch first'}.`);
  }
}

async function shallowHint(root: string): Promise<string> {
  const shallow = await git(root, ['rev-parse', '--is-shallow-repository']).catch(() => '');
  return shallow === 'true'
    ? ', and this is a shallow clone: fetch the history with git fetch --unshallow (actions/checkout: fetch-depth: 0)'
    : '';
}

/** Reasons by path of what the working tree has and what cannot be read: submodules without contents, links to nothing. */
export async function unreadableIn(root: string): Promise<ReadonlyMap<string, string>> {
  const entries = entriesOf(await git(root, ['ls-files', '--stage', '-z']));
  const pathsOf = (kind: string) =>
    entries.flatMap(({ mode, path }) => (mode === kind ? [path] : []));
  const empty = pathsOf(modes.submodule).filter((path) => !existsSync(join(root, path, '.git')));
  return new Map([
    ...empty.map(
      (path) =>
        [path, 'it is a submodule that is not here; run git submodule update --init'] as const,
    ),
    ...brokenLinks(root, pathsOf(modes.link)),
  ]);
}

/** Those of the links that lead to nothing, or to themselves, with that as the reason. */
export const brokenLinks = (directory: string, links: readonly string[]): [string, string][] =>
  links
    .filter((path) => isReadable(path) && !existsSync(join(directory, path)))
    .map((path) => [path, 'it is a link to nothing']);

/** What a configuration can read: schemas, operations, manifests, and modules that it imports. */
const readable = /\.(graphqls?|gql|json|md|vue|svelte|[cm]?[jt]sx?)$/;

/** Whether there may be something to read at a path; one without an extension may be a link to a folder. */
export const isReadable = (path: string): boolean =>
  readable.test(path) || posix.extname(path) === '';

export const modes = { link: '120000', submodule: '160000' } as const;

/** An entry of a commit's tree. */
export interface Entry {
  mode: string;
  oid: string;
  /** From the root of the repository. */
  path: string;
}

/** All files, links and submodules of a commit. */
export async function entriesOfCommit(root: string, commit: string): Promise<Entry[]> {
  return entriesOf(await git(root, ['ls-tree', '-r', '-z', '--full-tree', commit]));
}

/** Lines of `ls-tree` and of `ls-files --stage`: mode, (type,) object, (stage,) tab, path. */
function entriesOf(listed: string): Entry[] {
  return listed.split('\0').flatMap((line) => {
    const tab = line.indexOf('\t');
    const oid = /\b[0-9a-f]{40,64}\b/.exec(line)?.[0];
    return tab < 0 || !oid ? [] : [{ mode: line.slice(0, 6), oid, path: line.slice(tab + 1) }];
  });
}

/**
 * The contents of blobs, in the order of their objects.
 * @throws CouldNotRun when git does not have one of them
 */
export async function blobs(root: string, oids: readonly string[]): Promise<Buffer[]> {
  if (oids.length === 0) return [];
  const options = { cwd: root, maxBuffer, encoding: 'buffer' } as const;
  const running = run('git', ['cat-file', '--batch'], options);
  running.child.stdin?.on('error', () => undefined);
  running.child.stdin?.end(oids.map((oid) => `${oid}\n`).join(''));
  const { stdout } = await running.catch((error: unknown) => {
    throw cannotRead(firstLine(saidBy(error) || error));
  });
  let at = 0;
  return oids.map((oid) => {
    // Each response is `<object> blob <size>`, a newline, that many bytes, and a newline.
    const start = stdout.indexOf('\n', at) + 1;
    const header = stdout.toString('utf8', at, start).trim();
    const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(header) ?? [];
    if (start === 0 || size === undefined) throw cannotRead(`${header || oid} is not a file`);
    const end = start + Number(size);
    at = end + 1;
    return stdout.subarray(start, end);
  });
}

const cannotRead = (said: string) =>
  new CouldNotRun(
    `git cannot read the files of the base: ${said}; a partial clone has to fetch them, so let it reach its remote.`,
  );

async function git(cwd: string, args: string[]): Promise<string> {
  try {
    return (await run('git', args, { cwd, maxBuffer })).stdout.trim();
  } catch (error) {
    const said = saidBy(error);
    throw said ? new Error(said) : error;
  }
}

const saidBy = (error: unknown): string =>
  error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
