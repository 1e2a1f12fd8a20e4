import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundle, bundleAll } from '../src/index.ts';

let root: string;
const file = (name: string) => path.join(root, name);
const entry = () => file('module/src/main.ts');

async function write(name: string, text: string): Promise<void> {
  await mkdir(path.dirname(file(name)), { recursive: true });
  await writeFile(file(name), text);
}

beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'bundle-')));
  await write('pnpm-lock.yaml', '');
  await write('module/package.json', '{ "type": "module" }');
  await write('module/schema.graphql', 'the contract');
  await write('module/src/parts/index.ts', `export { greeting } from './greeting.ts';`);
  await write('module/src/parts/greeting.ts', `export const greeting: string = 'first';`);
  await write(
    'module/src/main.ts',
    `import { readFileSync } from 'node:fs';
     import { greeting } from './parts/index.ts';
     console.log(greeting, readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'));
     if (process.argv[2] === 'fail') throw new Error('failed');`,
  );
});
afterEach(() => rm(root, { recursive: true, force: true }));

const run = promisify(execFile);
async function output(): Promise<string> {
  return (await run(process.execPath, [await bundle(entry())])).stdout.trim();
}

it('makes one file of a program, which finds the files beside its sources', async () => {
  expect(await output()).toBe('first the contract');
});

it('bundles anew when a source, a file on the way to it, or an installed version changes, and not before', async () => {
  const made = async () => (await stat(await bundle(entry()))).ino;
  let before = await made();
  expect(await made()).toBe(before);
  const changes: [string, string][] = [
    ['module/src/parts/greeting.ts', `export const greeting: string = 'second';`],
    ['module/src/parts/other.ts', `export const greeting = 'third';`],
    ['module/src/parts/index.ts', `export { greeting } from './other.ts';`],
    ['pnpm-lock.yaml', 'another version'],
  ];
  for (const [name, text] of changes) {
    await write(name, text);
    if (name.endsWith('other.ts')) continue;
    expect(await made()).not.toBe(before);
    before = await made();
  }
  expect(await output()).toBe('third the contract');
});

it('leaves a whole bundle and nothing else when several are at it at once', async () => {
  await Promise.all(Array.from({ length: 5 }, () => bundleAll([entry()])));
  expect(await output()).toBe('first the contract');
  const files = await readdir(file('module/dist'));
  expect(files.sort()).toEqual(['main.inputs.json', 'main.js', 'main.js.map']);
});

it('names the sources in stack traces', async () => {
  const failing = run(process.execPath, ['--enable-source-maps', await bundle(entry()), 'fail']);
  await expect(failing).rejects.toThrow(/module\/src\/main\.ts:4/);
});

it('finds the files beside the sources of another package', async () => {
  await write('packages/other/package.json', '{ "type": "module" }');
  await write('packages/other/text.txt', 'from elsewhere');
  await write(
    'packages/other/src/place.ts',
    `import { readFileSync } from 'node:fs';
     export const greeting = readFileSync(new URL('../text.txt', import.meta.url), 'utf8');`,
  );
  await write(
    'module/src/parts/index.ts',
    `export { greeting } from '../../../packages/other/src/place.ts';`,
  );
  expect(await output()).toBe('from elsewhere the contract');
});

it('refuses a place of a source that it would not keep', async () => {
  await write('module/src/parts/index.ts', 'export const greeting = import.meta.dirname;');
  await expect(bundle(entry())).rejects.toThrow(/import\.meta\.dirname is not kept/);
});
