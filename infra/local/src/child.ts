import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openLog } from './log-file.ts';

export const root = path.resolve(import.meta.dirname, '../../..');

// Node 22.18 and later run TypeScript themselves, as they do in production.
const readsTypeScript = 'typescript' in process.features && process.features.typescript;
const loader = readsTypeScript
  ? []
  : ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];
const loaderOf = (script: string) => (script.endsWith('.ts') ? loader : ['--enable-source-maps']);
const leash = pathToFileURL(path.join(import.meta.dirname, 'leash.mjs')).href;

/** Of the runner's own environment, what a process may need to run at all. */
const inherited = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'LOG_LEVEL', 'NODE_EXTRA_CA_CERTS'];

/** An entry file of the repository or its bundle, run as a process. */
export interface Program {
  /** From the root of the repository. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Takes all output. */
  readonly logFile: string;
}

/** Starts a program that ends at the latest with this process. */
export async function startProgram(program: Program): Promise<ChildProcess> {
  const { script, args = [], environment, logFile } = program;
  const kept = Object.entries(process.env).filter(([name]) => inherited.includes(name));
  const log = await openLog(logFile);
  try {
    const nodeArgs = ['--import', leash, ...loaderOf(script), path.join(root, script), ...args];
    const child = spawn(process.execPath, nodeArgs, {
      cwd: root,
      env: { ...Object.fromEntries(kept), ...environment },
      stdio: ['pipe', log.fd, log.fd],
      // A group of its own: Ctrl-C in the terminal must reach the runner alone, which stops its children one by one.
      detached: true,
    });
    // The pipe tells the child of this process's end; that the child's end breaks it is known without it.
    child.stdin?.on('error', () => undefined);
    await once(child, 'spawn');
    return child;
  } finally {
    await log.close();
  }
}

export const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null;

/** How a process ended, in words. */
export const endOf = (child: ChildProcess): string =>
  child.signalCode === null ? `exit code ${child.exitCode ?? '?'}` : child.signalCode;

/** Returns when the process is gone. */
export async function ended(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) await once(child, 'exit');
}

/** Asks a process to end, makes it after `patience` milliseconds, and returns when it is gone. */
export async function endProcess(child: ChildProcess, patience: number): Promise<void> {
  if (hasEnded(child)) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  await ended(child);
  clearTimeout(timer);
}
