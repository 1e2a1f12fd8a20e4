import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

import type { Binaries } from './binaries.ts';
import { SERVER_ENVIRONMENT } from './cluster.ts';
import type { DataFolder } from './data-folder.ts';
import { LocalPostgresError } from './errors.ts';

const RETRY_LIMIT_MS = 120_000;
const READY = 'database system is ready to accept connections';
// Backends of a killed server take a moment to notice that it is gone.
const STILL_GOING_AWAY = 'pre-existing shared memory block';

export interface ServerOptions {
  folder: DataFolder;
  binaries: Binaries;
  port: number | undefined;
  parameters: Record<string, string>;
  onLog: (line: string) => void;
  signal: AbortSignal | undefined;
}

export interface RunningServer {
  port: number;
  /** Ends open sessions, writes everything to disk, and returns when the process is gone. */
  stop(): Promise<void>;
}

/** Starts the server; with no port given, on a free one. Waits for it while its process lives, unless the signal aborts. */
export async function launch(options: ServerOptions): Promise<RunningServer> {
  const deadline = Date.now() + RETRY_LIMIT_MS;
  for (;;) {
    const port = options.port ?? (await freePort());
    const attempt = await tryPort(options, port);
    if ('port' in attempt) return attempt;
    const inUse = attempt.lines.some((line) => line.includes('Address already in use'));
    const again =
      (inUse && options.port === undefined) ||
      attempt.lines.some((line) => line.includes(STILL_GOING_AWAY));
    if (again && Date.now() < deadline) continue;
    throw inUse
      ? new LocalPostgresError(
          'PORT_IN_USE',
          `Port ${port} is in use: PostgreSQL can't listen on it.`,
        )
      : new LocalPostgresError('START_FAILED', `PostgreSQL didn't start: ${reason(attempt.lines)}`);
  }
}

async function tryPort(
  { folder, binaries, parameters, onLog, signal }: ServerOptions,
  port: number,
): Promise<RunningServer | { lines: string[] }> {
  const settings = { ...parameters, port: String(port) };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(binaries.postgres, ['-D', folder.cluster, ...args], {
    ...folder.account,
    cwd: '/',
    env: SERVER_ENVIRONMENT,
    // A session of its own: Ctrl-C in the terminal must reach the services first, and the database only through stop().
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const gone = exitOf(child);
  const lines: string[] = [];
  const ready = new Promise<'ready'>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      onLog(line);
      if (lines.length < 20) lines.push(line);
      if (line.includes(READY)) resolve('ready');
    });
  });
  // Recovery after a crash takes as long as it takes; only whoever started the server may give up.
  const giveUp = (): boolean => child.kill('SIGINT');
  signal?.addEventListener('abort', giveUp, { once: true });
  const outcome = await Promise.race([ready, gone]);
  signal?.removeEventListener('abort', giveUp);
  signal?.throwIfAborted();
  if (outcome !== 'ready') return { lines: outcome ? [outcome.message] : lines };
  // Should this process end without stop(), the server is at least told to.
  const onExit = (): boolean => child.kill('SIGINT');
  process.once('exit', onExit);
  return {
    port,
    async stop() {
      child.kill('SIGINT');
      await gone;
      process.off('exit', onExit);
    },
  };
}

/** Resolves when the process is gone and its output read to the end; with the error when it never came to be. */
async function exitOf(child: ChildProcess): Promise<Error | undefined> {
  try {
    await once(child, 'close');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function reason(lines: string[]): string {
  const telling = lines.filter((line) => /FATAL|PANIC|could not|ENOENT|EACCES/.test(line));
  return (telling.length > 0 ? telling : lines).join(' ') || 'it ended without a word.';
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
