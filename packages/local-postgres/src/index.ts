import { serverAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { SUPERUSER, ensureCluster } from './cluster.ts';
import { openDataFolder } from './data-folder.ts';
import { type DatabaseOptions, closeSystemDatabases, ensureDatabase } from './databases.ts';
import { errorCode, folderError } from './errors.ts';
import { stopOrphan } from './orphan.ts';
import { claim } from './runner-lock.ts';
import { launch } from './server.ts';

export { discardPostgres } from './discard.ts';
export { LocalPostgresError, type LocalPostgresErrorCode } from './errors.ts';
export type { DatabaseOptions } from './databases.ts';

export interface StartOptions {
  /** Created when missing. Everything in it belongs to this server. */
  dataDir: string;
  /** Default: a free one. */
  port?: number;
  /** Server settings on top of the defaults, e.g. `{ fsync: 'off' }` for data that may be lost. */
  parameters?: Record<string, string>;
  onLog?: (line: string) => void;
  /** Gives up a start that is still under way. */
  signal?: AbortSignal;
}

export interface LocalPostgres {
  /** Where the data is: the wanted folder, or, when root's server can't reach that, the one it moved to. */
  dataDir: string;
  port: number;
  /** The superuser's URL: for creating databases, not for services. */
  adminUrl: string;
  url(database: string, role: string, password: string): string;
  ensureDatabase(options: DatabaseOptions): Promise<void>;
  /** Ends open sessions, writes everything to disk, and returns when the server is gone. May be called again. */
  stop(): Promise<void>;
}

const DEFAULTS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // An error's detail and its statement can hold personal data, which must not reach a log.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  shared_preload_libraries: 'pg_stat_statements',
};

/**
 * Starts a PostgreSQL server in a folder, on 127.0.0.1 only, with a password for every role. As root it runs under an
 * unprivileged account. A server that outlived a killed runner is stopped first, and the data comes up again.
 *
 * @throws LocalPostgresError for every expected reason (already running, port in use, unusable folder, …)
 */
export async function startPostgres(options: StartOptions): Promise<LocalPostgres> {
  const onLog = options.onLog ?? (() => undefined);
  const parameters = { ...DEFAULTS, ...options.parameters };
  const folder = await openDataFolder(options.dataDir, serverAccount(), onLog);
  const release = await guard(folder.path, () => claim(folder.path));
  try {
    const binaries = await findBinaries(folder.account);
    const password = await guard(folder.path, async () => {
      await stopOrphan(folder, onLog);
      return ensureCluster(folder, binaries, options.parameters?.['fsync'] !== 'off');
    });
    const { port, signal } = options;
    const server = await launch({ folder, binaries, port, parameters, onLog, signal });
    const url = (database: string, role: string, secret: string): string =>
      `postgresql://${encodeURIComponent(role)}:${encodeURIComponent(secret)}@127.0.0.1:${server.port}/${encodeURIComponent(database)}`;
    const adminUrl = url('postgres', SUPERUSER, password);
    let stopping: Promise<void> | undefined;
    const stop = (): Promise<void> => (stopping ??= server.stop().then(release));
    await closeSystemDatabases(adminUrl).catch(async (error: unknown) => {
      await stop();
      throw error;
    });
    return {
      dataDir: folder.path,
      port: server.port,
      adminUrl,
      url,
      ensureDatabase: (database) => ensureDatabase(adminUrl, database),
      stop,
    };
  } catch (error) {
    await release();
    throw error;
  }
}

async function guard<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const refused = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'ENOENT'];
    throw refused.includes(String(errorCode(error))) ? folderError(folder, error) : error;
  }
}
