import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { startPostgres } from '@customer-graph/local-postgres';
import type { DataDir } from './data-dir.ts';
import type { Secrets } from './secrets.ts';

export interface Databases {
  /** Each module's own database, opened by the one role that can. */
  readonly urls: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface DatabaseOptions {
  readonly dataDir: DataDir;
  readonly modules: readonly string[];
  /** Databases of other servers, by module. */
  readonly given: Readonly<Record<string, string>>;
  readonly secrets: Secrets;
  readonly port: number;
  readonly durable: boolean;
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

const reportInterval = 10_000;
const fast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** Starts the embedded PostgreSQL with a database and a role for each module that was given none. */
export async function startDatabases(options: DatabaseOptions): Promise<Databases> {
  const { dataDir, given, secrets, port, durable, onLine } = options;
  const own = options.modules.filter((name) => given[name] === undefined);
  if (own.length === 0) return { urls: given, stop: async () => undefined };

  const log = createWriteStream(path.join(dataDir.logs, 'postgres.log'), { mode: 0o600 });
  const folder = path.join(dataDir.path, 'postgres');
  const began = Date.now();
  let latest = '';
  const reports = setInterval(() => {
    const seconds = Math.round((Date.now() - began) / 1_000);
    onLine(`Waiting for PostgreSQL, ${seconds} s so far${latest && `; it says: ${latest}`}`);
  }, reportInterval);
  const server = await startPostgres({
    dataDir: folder,
    port,
    parameters: { max_connections: '200', ...(durable ? {} : fast) },
    onLog: (line) => {
      latest = line;
      log.write(`${line}\n`);
    },
    signal: options.signal,
  }).finally(() => clearInterval(reports));
  if (server.dataDir !== folder)
    onLine(`PostgreSQL's account cannot enter ${folder}: its data is in ${server.dataDir}`);
  const stop = async () => {
    await server.stop();
    log.end();
  };
  try {
    const urls = { ...given };
    for (const name of own) {
      const password = secrets.databasePasswords[name] ?? '';
      await server.ensureDatabase({ name, role: name, password });
      urls[name] = server.url(name, name, password);
    }
    return { urls, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
