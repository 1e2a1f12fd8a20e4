import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Binaries } from './binaries.ts';
import type { DataFolder } from './data-folder.ts';
import { LocalPostgresError, errorCode } from './errors.ts';

export const SUPERUSER = 'postgres';

// No local line, no trust: whoever else is on this machine needs a password too.
const HOST_BASED_AUTHENTICATION = 'host all all 127.0.0.1/32 scram-sha-256\n';

/** PostgreSQL's messages in English, which start-up reads, and nothing of the caller's environment. */
export const SERVER_ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC', PATH: process.env['PATH'] };

/**
 * Creates the cluster on first use; an interrupted attempt leaves nothing that a later one would trust.
 *
 * @param durable false skips waiting for the disk
 * @returns the superuser's password
 */
export async function ensureCluster(
  folder: DataFolder,
  binaries: Binaries,
  durable: boolean,
): Promise<string> {
  const passwordFile = join(folder.path, 'superuser-password');
  if (await exists(folder.cluster)) return (await readFile(passwordFile, 'utf8')).trim();

  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flush: true });
  const draft = `${folder.cluster}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await give(folder, draft);
  await initialise(folder, binaries, draft, password, durable);
  await writeFile(join(draft, 'pg_hba.conf'), HOST_BASED_AUTHENTICATION, { flush: durable });
  await rename(draft, folder.cluster);
  await syncFolder(folder.path);
  return password;
}

async function initialise(
  folder: DataFolder,
  binaries: Binaries,
  draft: string,
  password: string,
  durable: boolean,
): Promise<void> {
  const passwordFile = join(folder.path, 'initdb-password');
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
  await give(folder, passwordFile);
  const args = [
    `--pgdata=${draft}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(durable ? [] : ['--no-sync']),
  ];
  try {
    await promisify(execFile)(binaries.initdb, args, {
      ...folder.account,
      cwd: '/',
      env: SERVER_ENVIRONMENT,
    });
  } catch (cause) {
    const output =
      cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    throw new LocalPostgresError(
      'START_FAILED',
      `PostgreSQL could not create its files in ${draft}: ${output.replaceAll(/\s+/g, ' ')}`,
      { cause },
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function give(folder: DataFolder, path: string): Promise<void> {
  if (folder.account) await chown(path, folder.account.uid, folder.account.gid);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
