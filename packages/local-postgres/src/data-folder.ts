import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

import { type Account, canWrite } from './account.ts';
import { errorCode, folderError } from './errors.ts';
import { sharedFolder } from './shared-folder.ts';

/** One server's folder: PostgreSQL's own data in `cluster`, beside it what only the runner reads. */
export interface DataFolder {
  path: string;
  cluster: string;
  account: Account | undefined;
}

/**
 * Creates or opens the folder. When root asks for one that the server's account can't reach, the data goes to a shared
 * folder, and a file `location` in the wanted folder says where: removing the wanted folder still means starting afresh.
 *
 * @throws LocalPostgresError DATA_FOLDER_UNUSABLE
 */
export async function openDataFolder(
  wanted: string,
  account: Account | undefined,
  onLog: (line: string) => void,
): Promise<DataFolder> {
  const path = resolve(wanted);
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    if (account === undefined) return { path, cluster: join(path, 'cluster'), account };
    const here = await forAccount(path, account);
    if (here) return here;
    const elsewhere = await relocated(path);
    const there = await forAccount(elsewhere, account);
    if (there) {
      onLog(`PostgreSQL's account can't reach ${path}: its data is in ${elsewhere}.`);
      return there;
    }
    throw new Error(`user ${account.uid} can write neither there nor in ${elsewhere}`);
  } catch (error) {
    throw folderError(path, error);
  }
}

async function forAccount(path: string, account: Account): Promise<DataFolder | undefined> {
  const cluster = join(path, 'cluster');
  await chmod(path, ((await stat(path)).mode & 0o777) | 0o011);
  const owner = await ownerOf(cluster);
  const runAs = owner ?? account;
  // The account must be able to pass through every parent and to write, so a throw-away folder of its own is the test.
  const probe = owner ? cluster : join(path, 'probe');
  await mkdir(probe, { recursive: true, mode: 0o700 });
  try {
    await chown(probe, runAs.uid, runAs.gid);
  } catch (error) {
    if (errorCode(error) === 'EPERM') return undefined;
    throw error;
  }
  const writable = canWrite(runAs, probe);
  if (!owner) await rmdir(probe);
  return writable ? { path, cluster, account: runAs } : undefined;
}

/** A cluster that an ordinary user made goes on belonging to that user, so that both can start it in turn. */
async function ownerOf(cluster: string): Promise<Account | undefined> {
  try {
    const { uid, gid } = await stat(cluster);
    return uid === 0 ? undefined : { uid, gid };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function relocated(wanted: string): Promise<string> {
  const note = join(wanted, 'location');
  // The hash keeps a copy of a whole checkout from opening the original's data.
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 16);
  const noted = await readFile(note, 'utf8').catch(() => '');
  if (basename(noted.trim()).startsWith(`${hash}-`)) {
    await mkdir(noted.trim(), { recursive: true, mode: 0o711 });
    return noted.trim();
  }
  const path = join(await sharedFolder(), `${hash}-${randomBytes(4).toString('hex')}`);
  await mkdir(path, { mode: 0o711 });
  await writeFile(note, `${path}\n`);
  return path;
}
