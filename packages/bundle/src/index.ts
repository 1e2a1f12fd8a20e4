import { build } from './build.ts';
import { isFresh } from './made-from.ts';
import { outputOf } from './output.ts';

/**
 * Bundles a TypeScript entry file into the folder `dist` of its package, unless that is done and no source has changed since.
 * Several processes may do so at once.
 *
 * @returns the file to run
 */
export async function bundle(entry: string): Promise<string> {
  await bundleAll([entry]);
  return outputOf(entry).script;
}

/** Bundles several entry files, which costs less than one after the other. */
export async function bundleAll(entries: readonly string[]): Promise<void> {
  const fresh = await Promise.all(entries.map(isFresh));
  const stale = entries.filter((_, index) => !fresh[index]);
  if (stale.length > 0) await build(stale);
}
