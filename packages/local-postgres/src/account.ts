import { execFileSync, spawnSync } from 'node:child_process';

import { LocalPostgresError } from './errors.ts';

/** The unprivileged account that runs the server when the caller is root; PostgreSQL refuses to run as root. */
export interface Account {
  uid: number;
  gid: number;
}

/** `undefined` means: as the caller. */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const account = lookUp('postgres') ?? lookUp('nobody');
  if (account) return account;
  throw new LocalPostgresError(
    'UNSUPPORTED_PLATFORM',
    'PostgreSQL refuses to run as root, and there is neither a user "postgres" nor "nobody" to run it as.',
  );
}

function lookUp(name: string): Account | undefined {
  try {
    const id = (flag: string): number =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/**
 * Whether the account may write in a folder. Asked of the kernel by a process of that account, because mode bits alone
 * don't tell about access lists, read-only mounts and closed folders further up.
 */
export function canWrite(account: Account, folder: string): boolean {
  const probe = spawnSync('/bin/sh', ['-c', 'test -w "$1/."', 'sh', folder], {
    ...account,
    cwd: '/',
    stdio: 'ignore',
  });
  return probe.status === 0;
}
