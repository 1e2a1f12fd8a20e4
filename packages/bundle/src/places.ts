import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'esbuild';
import { outputOf } from './output.ts';

/**
 * Lets sources find the files beside them by `import.meta.url` from within a bundle, which lies elsewhere.
 *
 * @param entries of sibling packages: the way to any other package is then the same from each bundle
 */
export function keepPlaces(entries: readonly string[]): Plugin {
  const folders = new Map(
    entries.map((entry) => [packageOf(entry), path.dirname(outputOf(entry).base)]),
  );
  const [anyFolder = ''] = folders.values();
  return {
    name: 'keep-places',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
        const text = await readFile(file, 'utf8');
        const [used] = /\bimport\.meta\.(url|dirname|filename)\b/.exec(text) ?? [];
        if (used === undefined) return undefined;
        if (used !== 'import.meta.url')
          return { errors: [{ text: `${used} is not kept in a bundle, import.meta.url is` }] };
        const folder = folders.get(packageOf(file)) ?? anyFolder;
        const way = JSON.stringify(path.relative(folder, file));
        const place = `new URL(${way}, import.meta.url).href`;
        return { contents: text.replaceAll('import.meta.url', place), loader: 'ts' };
      });
    },
  };
}

/** The folder of the package that a file belongs to. */
export function packageOf(file: string): string {
  const folder = path.dirname(file);
  return existsSync(path.join(folder, 'package.json')) ? folder : packageOf(folder);
}
