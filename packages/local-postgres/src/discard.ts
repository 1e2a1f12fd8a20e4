import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { claim } from './runner-lock.ts';
import { stopOrphan } from './orphan.ts';

/**
 * Removes a data folder for good, after stopping the server that a killed runner may have left on it.
 *
 * @throws LocalPostgresError ALREADY_RUNNING when its runner lives
 */
export async function discardPostgres(dataDir: string): Promise<void> {
  const release = await claim(dataDir);
  const folder = { path: dataDir, cluster: join(dataDir, 'cluster'), account: undefined };
  try {
    await stopOrphan(folder, () => undefined);
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  } finally {
    await release();
  }
}
