import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { UsageTarget } from './usage-target.ts';

/** A file for each day of each process, so that nobody waits for anybody; a reader finds the last whole state of it. */
export function createFolderTarget(folder: string): UsageTarget {
  return {
    takesChanges: false,
    async write(day) {
      await mkdir(folder, { recursive: true });
      const file = path.join(folder, `${day.day}.${day.instance}.json`);
      const unfinished = `${file}.tmp`;
      try {
        await writeFile(unfinished, `${JSON.stringify(day)}\n`, { flush: true });
        await rename(unfinished, file);
      } catch (error) {
        await rm(unfinished, { force: true }).catch(() => undefined);
        throw error;
      }
    },
    close: async () => undefined,
  };
}
