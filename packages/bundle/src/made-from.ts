import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { outputOf } from './output.ts';
import { writeWhole } from './write-whole.ts';

const record = z.object({ key: z.string(), sources: z.array(z.string()) });

/** What decides how a bundle looks, beside the sources. */
const recipe = path.join(import.meta.dirname, 'build.ts');

/** Notes what an entry was bundled from; installed packages are known by the lockfile. */
export async function noteSources(entry: string, inputs: readonly string[]): Promise<void> {
  const sources = inputs.filter((file) => !file.includes('/node_modules/')).toSorted();
  const key = await keyOf(entry, sources);
  await writeWhole(outputOf(entry).record, JSON.stringify({ key, sources }));
}

/** Whether the bundle of an entry is what bundling would make now. A new source is imported by one that has changed. */
export async function isFresh(entry: string): Promise<boolean> {
  const output = outputOf(entry);
  if (!existsSync(output.script)) return false;
  try {
    const { key, sources } = record.parse(JSON.parse(await readFile(output.record, 'utf8')));
    return key === (await keyOf(entry, sources));
  } catch {
    // Never built, or a source is gone.
    return false;
  }
}

async function keyOf(entry: string, sources: readonly string[]): Promise<string> {
  const files = [recipe, lockfileAbove(entry), ...sources];
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const hash = createHash('sha256').update(JSON.stringify(files));
  for (const content of contents) hash.update(createHash('sha256').update(content).digest());
  return hash.digest('hex');
}

function lockfileAbove(file: string): string {
  const folder = path.dirname(file);
  if (folder === file) throw new Error('there is no pnpm-lock.yaml in a folder above');
  const lockfile = path.join(folder, 'pnpm-lock.yaml');
  return existsSync(lockfile) ? lockfile : lockfileAbove(folder);
}
