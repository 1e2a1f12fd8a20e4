import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../../infra/local/src/child.ts';

const run = promisify(execFile);

/** A commit with what it depends on, beside the working tree. */
export interface Tree {
  readonly folder: string;
  remove(): Promise<void>;
}

export async function checkOut(ref: string): Promise<Tree> {
  const parent = await mkdtemp(path.join(os.tmpdir(), 'bench-before-'));
  const folder = path.join(parent, 'tree');
  await run('git', ['worktree', 'add', '--detach', folder, ref], { cwd: root });
  const remove = async () => {
    await run('git', ['worktree', 'remove', '--force', folder], { cwd: root });
    await rm(parent, { recursive: true, force: true });
  };
  try {
    await run('npx', ['pnpm', 'install', '--frozen-lockfile', '--prefer-offline'], { cwd: folder });
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, remove };
}
