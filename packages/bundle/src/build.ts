import path from 'node:path';
import * as esbuild from 'esbuild';
import { noteSources } from './made-from.ts';
import { outputOf } from './output.ts';
import { keepPlaces, packageOf } from './places.ts';
import { writeWhole } from './write-whole.ts';

/** Packages with native or WebAssembly parts beside their code, and those that are loaded under conditions we never meet. */
const outside = ['@node-rs/argon2', '@prisma/client', 'pg-native', 'typescript'];

/** What CommonJS packages expect around them. */
const banner = `import { createRequire as $createRequire } from 'node:module';
const require = $createRequire(import.meta.url);
const __filename = import.meta.filename;
const __dirname = import.meta.dirname;`;

const root = path.parse(import.meta.dirname).root;

const parentOf = (entry: string) => path.dirname(packageOf(entry));
let turn: Promise<void> = Promise.resolve();

/** Bundles entry files, those of sibling packages in one pass, which parses what they share once. */
export function build(entries: readonly string[]): Promise<void> {
  const built = turn.then(async () => {
    for (const folder of new Set(entries.map(parentOf)))
      await run(entries.filter((entry) => parentOf(entry) === folder));
  });
  // The bundler's own process serves all turns, and nobody should find it running after the last one.
  turn = built.catch(() => undefined).then(() => esbuild.stop());
  return turn.then(() => built);
}

async function run(entries: readonly string[]): Promise<void> {
  const { outputFiles, metafile } = await esbuild.build({
    absWorkingDir: root,
    outdir: root,
    entryPoints: entries.map((entry) => ({
      in: entry,
      out: path.relative(root, outputOf(entry).base),
    })),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    external: outside,
    banner: { js: banner },
    sourcemap: true,
    sourcesContent: false,
    plugins: [keepPlaces(entries)],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  for (const { path: file, contents } of outputFiles) await writeWhole(file, contents);
  // Last, since it vouches for the rest.
  for (const entry of entries) await noteSources(entry, reachable(metafile, entry));
}

/** All files that an entry imports, those included of which nothing is left in the bundle. */
function reachable({ inputs }: esbuild.Metafile, entry: string): string[] {
  const found = new Set<string>();
  const pending = [path.relative(root, entry)];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    for (const imported of inputs[file]?.imports ?? [])
      if (imported.external !== true) pending.push(imported.path);
  }
  return [...found].map((file) => path.join(root, file));
}
