import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CouldNotRun } from './could-not-run.ts';
import { firstLine } from './text.ts';

const run = promisify(execFile);
const maxBuffer = 256 * 1024 * 1024;
/** What a configuration can read: schemas, operations, manifests, and modules that it imports. */
const readable = /\.(graphqls?|gql|json|[cm]?[jt]s)$/;

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

/**
 * Gives `use` a temporary directory with the readable files of a commit. Files instead of one `git show` for each, because
 * the registry is a module that may import others; `node_modules` is linked so that it also finds packages.
 */
export async function withTreeOf<T>(
  root: string,
  commit: string,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'schema-check-'));
  try {
    const listed = await git(root, ['ls-tree', '-r', '-z', '--name-only', commit]);
    const files = listed.split('\0').filter((file) => readable.test(file) && !file.includes('\n'));
    await writeBlobs(root, commit, files, directory);
    await symlink(join(root, 'node_modules'), join(directory, 'node_modules'), 'junction').catch(
      () => undefined,
    );
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function writeBlobs(root: string, commit: string, files: string[], directory: string) {
  const options = { cwd: root, maxBuffer, encoding: 'buffer' } as const;
  const running = run('git', ['cat-file', '--batch'], options);
  running.child.stdin?.on('error', () => undefined);
  running.child.stdin?.end(files.map((file) => `${commit}:${file}\n`).join(''));
  const { stdout } = await running.catch((error: unknown) => {
    const said = firstLine(saidBy(error) || error);
    throw new CouldNotRun(
      `git cannot read the files of ${commit}: ${said}; a partial clone has to fetch them, so let it reach its remote.`,
    );
  });
  let at = 0;
  for (const file of files) {
    // Each answer is `<object> blob <size>`, a newline, that many bytes, and a newline.
    const start = stdout.indexOf('\n', at) + 1;
    const size = Number(stdout.toString('utf8', at, start).trim().split(' ').at(-1));
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await writeFile(join(directory, file), stdout.subarray(start, start + size));
    at = start + size + 1;
  }
}

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
