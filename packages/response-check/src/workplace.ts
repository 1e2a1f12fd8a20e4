import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A temporary folder that goes, with a PostgreSQL server in it, also when this process is killed. */
export interface Workplace {
  readonly folder: string;
  remove(): Promise<void>;
}

export async function openWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(path.join(tmpdir(), 'response-check-'));
  // As root, PostgreSQL runs under another account, which must be able to pass through.
  await chmod(folder, 0o711);
  const sweeper = spawn(
    process.execPath,
    [path.join(import.meta.dirname, 'sweep.mjs'), folder],
    // A group of its own: what ends this process must not end it.
    { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' },
  );
  sweeper.stdin.on('error', () => undefined);
  const gone = once(sweeper, 'exit');
  return {
    folder,
    async remove() {
      sweeper.stdin.end();
      await gone;
    },
  };
}
