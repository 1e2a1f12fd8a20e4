import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { z } from 'zod';
import { configSchema } from './src/config.ts';

/** Writes the package that other repositories install: `pnpm --filter @customer-graph/schema-check tarball [folder]`. */
const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));
const top = join(here, '../..');
const manifestShape = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  description: z.string().default(''),
});

/** One file with all that it needs, so that installing it needs no network and cannot clash with anything installed. */
async function bundle(to: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(here, 'src/main.ts')],
    outfile: join(to, 'schema-check.js'),
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20.19' },
    ...{ minifyWhitespace: true, minifySyntax: true, legalComments: 'none', metafile: true },
    // Only asked for in files of frameworks whose scripts are taken out of them before.
    external: ['typescript'],
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire as requireOf } from 'node:module';\nconst require = requireOf(import.meta.url);",
    },
    logLevel: 'error',
  });
  const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
  const folders = Object.keys(metafile.inputs).flatMap((file) => folder.exec(file)?.[0] ?? []);
  return [...new Set(folders)].map((found) => resolve(found)).sort();
}

/** For packages that name it and come without its text. */
const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** What is bundled, with the terms that have to go with it. */
async function licencesOf(folders: readonly string[]): Promise<string> {
  const parts = folders.map(async (folder) => {
    const { name, version, license } = await manifestOf(folder);
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined && license !== 'MIT')
      throw new Error(`${name} comes without its licence`);
    const text = file === undefined ? mit : await readFile(join(folder, file), 'utf8');
    return `## ${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return `# Software of others in this package\n\n${[...new Set(await Promise.all(parts))].sort().join('\n')}`;
}

const manifestOf = async (folder: string) =>
  manifestShape.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));

async function writePackage(to: string): Promise<void> {
  const { name, version, license, description } = await manifestOf(here);
  const manifest = {
    ...{ name, version, license, description, type: 'module' },
    bin: { 'schema-check': './schema-check.js' },
    exports: { '.': { types: './index.d.ts' }, './config.schema.json': './config.schema.json' },
    engines: { node: '>=20.19' },
  };
  const licences = await licencesOf(await bundle(to));
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const files = {
    'package.json': json(manifest),
    'config.schema.json': json(z.toJSONSchema(configSchema, { io: 'input' })),
    'THIRD-PARTY-LICENCES.md': licences,
  };
  const copies = {
    'index.d.ts': join(here, 'src/config-file.ts'),
    LICENSE: join(top, 'LICENSE'),
    'README.md': join(top, 'docs/schema-checks-elsewhere.md'),
    'schema-checks.md': join(top, 'docs/schema-checks.md'),
  };
  for (const [file, text] of Object.entries(files)) await writeFile(join(to, file), text);
  for (const [file, from] of Object.entries(copies)) await copyFile(from, join(to, file));
}

const destination = resolve(process.argv[2] ?? '.');
const folder = await mkdtemp(join(tmpdir(), 'schema-check-package-'));
try {
  await writePackage(folder);
  await mkdir(destination, { recursive: true });
  const { stdout } = await run('npm', ['pack', folder, '--pack-destination', destination]);
  process.stdout.write(`${join(destination, stdout.trim().split('\n').at(-1) ?? '')}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
