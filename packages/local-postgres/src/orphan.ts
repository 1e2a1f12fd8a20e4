import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { DataFolder } from './data-folder.ts';
import { LocalPostgresError, errorCode } from './errors.ts';
import { identify } from './processes.ts';

const STOP_LIMIT_MS = 60_000;

/**
 * Stops a server that outlived its runner (killed without a chance to stop it). Call it only while holding the claim on
 * the folder: then nobody else's runner can be meant.
 *
 * @throws LocalPostgresError ALREADY_RUNNING when the server doesn't go or isn't ours to stop
 */
export async function stopOrphan(folder: DataFolder, onLog: (line: string) => void): Promise<void> {
  const pidFile = join(folder.cluster, 'postmaster.pid');
  const pid = await readPid(pidFile);
  if (pid === undefined) return;
  const orphan = await identify(pid);
  if (!orphan?.command.includes(folder.cluster)) {
    // The number now belongs to a stranger, which PostgreSQL would take for a living server.
    if (exists(pid)) await rm(pidFile, { force: true });
    return;
  }
  onLog(`Stopping the PostgreSQL server (process ${pid}) that an earlier run left behind.`);
  try {
    process.kill(pid, 'SIGINT');
    const deadline = Date.now() + STOP_LIMIT_MS;
    while ((await identify(pid))?.startedAt === orphan.startedAt) {
      if (Date.now() > deadline) throw new Error(`it didn't stop within ${STOP_LIMIT_MS / 1000} s`);
      await delay(20);
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LocalPostgresError(
      'ALREADY_RUNNING',
      `A PostgreSQL server (process ${pid}) still runs on ${folder.path}: ${reason}.`,
      { cause },
    );
  }
}

async function readPid(file: string): Promise<number | undefined> {
  try {
    const pid = Number((await readFile(file, 'utf8')).split('\n')[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
