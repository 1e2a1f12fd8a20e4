import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { CouldNotRun } from '@customer-graph/schema-check';
import { installedAlike, linkDependencies } from './dependencies.ts';

const run = promisify(execFile);
const maxBuffer = 64 * 1024 * 1024;

/** Writes the files of a commit into a folder, without a trace in the repository, ready to be started from there. */
export async function writeTree(root: string, commit: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const environment = { ...process.env, GIT_INDEX_FILE: `${folder}.index` };
  const options = { cwd: root, env: environment, maxBuffer };
  try {
    await run('git', ['read-tree', commit], options);
    await run('git', ['checkout-index', '--all', `--prefix=${folder}/`], options);
  } catch (error) {
    throw new CouldNotRun(`git cannot write the files of ${commit.slice(0, 12)}: ${said(error)}.`);
  }
  await provideDependencies(root, folder);
}

/** Links the packages that the repository has installed where the lockfiles agree, and otherwise installs them. */
async function provideDependencies(root: string, folder: string): Promise<void> {
  const lockfiles = await Promise.all(
    [folder, root].map((tree) => readFile(path.join(tree, 'pnpm-lock.yaml'), 'utf8')),
  );
  const [own = '', installed = ''] = lockfiles;
  if (installedAlike(own, installed)) await linkDependencies(root, folder);
  else await install(root, folder);
  await copyGenerated(root, folder);
}

async function install(root: string, folder: string): Promise<void> {
  const pnpm = path.join(root, 'node_modules/.bin/pnpm');
  const args = ['install', '--frozen-lockfile', '--prefer-offline', '--ignore-scripts'];
  await run(pnpm, args, { cwd: folder, maxBuffer }).catch((error: unknown) => {
    throw new CouldNotRun(`the dependencies of the base cannot be installed: ${said(error)}.`);
  });
}

/** What is generated carries a stamp of its sources, so it is made again where those differ. */
async function copyGenerated(root: string, folder: string): Promise<void> {
  for (const service of await servicesOf(folder)) {
    const generated = path.join('services', service, 'generated');
    await cp(path.join(root, generated), path.join(folder, generated), { recursive: true }).catch(
      () => undefined,
    );
  }
}

function servicesOf(folder: string): Promise<string[]> {
  // A tree without services has no graph to start, which is said where it would be started.
  return readdir(path.join(folder, 'services')).catch(() => []);
}

function said(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return (text.trim().split('\n').at(-1) ?? '').replace(/\.$/, '');
}
