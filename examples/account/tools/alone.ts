import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** Does work that two processes must not do at once; the file names the one that is at it. */
export async function alone(lockFile: string, work: () => Promise<void>): Promise<void> {
  while (!(await take(lockFile))) await delay(50);
  try {
    await work();
  } finally {
    await rm(lockFile, { force: true });
  }
}

async function take(lockFile: string): Promise<boolean> {
  try {
    await writeFile(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const holder = await readFile(lockFile, 'utf8').catch(() => '');
    // Its process was killed before it could clear up.
    if (holder !== '' && !isAlive(Number(holder))) await rm(lockFile, { force: true });
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
