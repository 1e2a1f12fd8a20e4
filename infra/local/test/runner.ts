import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../src/child.ts';
import { lookUp } from '../src/process-table.ts';

/** A start of the whole graph as a process, as the package manager runs it. */
export interface Runner {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Lines of stdout so far. */
  lines(): string[];
  errors(): string;
  /** Resolves with the printed URL. */
  ready(): Promise<string>;
  ended(): Promise<number | null>;
}

/** A new data folder, which the account that PostgreSQL runs under can pass through. */
export async function newDataDir(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'customer-graph-runner-'));
  await chmod(folder, 0o711);
  return folder;
}

export function run(
  script: string,
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Runner {
  const child = spawn(process.execPath, [path.join(root, script), ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // As a shell starts a job: in a group of its own, which Ctrl-C is sent to.
    detached: true,
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const closed = once(child, 'close');
  const lines = () => output.split('\n').filter((line) => line !== '');
  return {
    child,
    pid: child.pid ?? 0,
    lines,
    errors: () => errors,
    async ready() {
      for (;;) {
        const url = /^Ready {2}(\S+)$/m.exec(output)?.[1];
        if (url) return url;
        if (child.exitCode !== null) throw new Error(`it ended instead:\n${output}${errors}`);
        await delay(50);
      }
    },
    async ended() {
      await closed;
      return child.exitCode;
    },
  };
}

/** Every process below one, whatever its group or session. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const entries = await Promise.all(
    (await readdir('/proc'))
      .filter((name) => /^\d+$/.test(name))
      .map((name) => lookUp(Number(name))),
  );
  const found = new Set([pid]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const entry of entries) if (entry && found.has(entry.parent)) found.add(entry.pid);
  }
  found.delete(pid);
  return [...found];
}

/** Those of the processes that live. */
export async function living(pids: readonly number[]): Promise<string[]> {
  const entries = await Promise.all(pids.map(lookUp));
  return entries.flatMap((entry) => (entry ? [entry.command.join(' ')] : []));
}

/** The server's own process of an embedded PostgreSQL. */
export async function postgresPid(dataDir: string): Promise<number> {
  const file = path.join(dataDir, 'postgres/cluster/postmaster.pid');
  return Number((await readFile(file, 'utf8')).split('\n')[0]);
}
