import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { LocalPostgresError } from './errors.ts';
import { identify } from './processes.ts';

const LOCK_FILE = /^runner-(\d+)\.lock$/;
const held = new Set<string>();

/**
 * Claims a data folder for this process. Each runner writes a file of its own and then looks for others: two that start
 * in the same instant may both be refused, but never both be let in, and a file whose process is gone counts for nothing.
 *
 * @returns what gives the folder back
 * @throws LocalPostgresError ALREADY_RUNNING
 */
export async function claim(folder: string): Promise<() => Promise<void>> {
  const own = join(folder, `runner-${process.pid}.lock`);
  if (held.has(own)) throw alreadyRunning(folder, process.pid);
  held.add(own);
  const release = async (): Promise<void> => {
    await rm(own, { force: true });
    held.delete(own);
  };
  try {
    const self = await identify(process.pid);
    await writeFile(own, self?.startedAt ?? '', { mode: 0o600 });
    for (const file of await readdir(folder)) {
      const pid = Number(LOCK_FILE.exec(file)?.[1] ?? process.pid);
      if (pid === process.pid) continue;
      if (await isHolder(pid, join(folder, file))) throw alreadyRunning(folder, pid);
      await rm(join(folder, file), { force: true });
    }
    return release;
  } catch (error) {
    await release();
    throw error;
  }
}

async function isHolder(pid: number, file: string): Promise<boolean> {
  const process = await identify(pid);
  if (!process) return false;
  const claimed = await readFile(file, 'utf8').catch(() => undefined);
  // An empty file is one that its runner is about to write.
  return claimed === '' || claimed === process.startedAt;
}

function alreadyRunning(folder: string, pid: number): LocalPostgresError {
  return new LocalPostgresError(
    'ALREADY_RUNNING',
    `PostgreSQL already runs on ${folder}, started by process ${pid}: stop that one first or use another data folder.`,
  );
}
