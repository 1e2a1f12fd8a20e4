import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'esbuild';
import { outputOf } from './output.ts';

/** Lets sources find the files beside them by `import.meta.url` from within a bundle, which lies elsewhere. */
export function keepPlaces(entries: readonly string[]): Plugin {
  const bundles = new Map(entries.map((entry) => [packageOf(entry), outputOf(entry).base]));
  return {
    name: 'keep-places',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
        const text = await readFile(file, 'utf8');
        const [used] = /\bimport\.meta\.(url|dirname|filename)\b/.exec(text) ?? [];
        if (used === undefined) return undefined;
        const bundle = bundles.get(packageOf(file));
        // From the bundle of another package, the way to the file would be another one.
        if (!bundle || used !== 'import.meta.url')
          return {
            errors: [{ text: `${used} is kept in the package of an entry, and as url only` }],
          };
        const way = JSON.stringify(path.relative(path.dirname(bundle), file));
        const place = `new URL(${way}, import.meta.url).href`;
        return { contents: text.replaceAll('import.meta.url', place), loader: 'ts' };
      });
    },
  };
}

function packageOf(file: string): string {
  const folder = path.dirname(file);
  return existsSync(path.join(folder, 'package.json')) ? folder : packageOf(folder);
}
