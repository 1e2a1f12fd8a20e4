import { chmod, mkdir } from 'node:fs/promises';

import { folderError } from './errors.ts';

const SHARED_FOLDER = '/var/lib/customer-graph';

/** A folder of root's that every user may enter: for what the server's account can't reach in the checkout. */
export async function sharedFolder(): Promise<string> {
  try {
    await mkdir(SHARED_FOLDER, { recursive: true });
    await chmod(SHARED_FOLDER, 0o755);
    return SHARED_FOLDER;
  } catch (error) {
    throw folderError(SHARED_FOLDER, error);
  }
}
