import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { root } from '../../infra/local/src/child.ts';

const startLimit = 60_000;
const leash = path.join(root, 'infra/local/src/leash.mjs');

export interface Program {
  readonly name: string;
  /** Arguments of Node: the file to run, and what comes before and after it. */
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Where its log goes. */
  readonly folder: string;
  /** Where it runs, if it is not of this tree. */
  readonly cwd?: string;
  /** Answers anything once the program listens. */
  readonly url: string;
}

export interface Running {
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a Node program and returns when it listens. It ends at the latest with this process. */
export async function startNode(program: Program): Promise<Running> {
  const { name, args, environment = {}, folder, cwd = root, url } = program;
  const log = await open(path.join(folder, `${name.replace(/\W+/g, '-')}.log`), 'w');
  const child = spawn(process.execPath, ['--import', leash, ...args], {
    cwd,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_ENV: 'production',
      ...environment,
    },
    stdio: ['pipe', log.fd, log.fd],
  });
  child.stdin?.on('error', () => undefined);
  await once(child, 'spawn');
  await log.close();
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} did not start`);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await once(child, 'exit');
    clearTimeout(timer);
  };
  const deadline = Date.now() + startLimit;
  while (!(await listens(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${name} did not start; see its log in ${folder}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { pid, stop };
}

async function listens(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
