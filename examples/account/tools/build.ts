import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { glob } from 'tinyglobby';
import { alone } from './alone.ts';
import { generateTypes, root, stampOf, textOf } from './generate.ts';

export const dist = path.join(root, 'dist');
const stampFile = path.join(dist, '.stamp');
const inputs = ['src/**', 'public/**', '*.{ts,html,json}', '!src/generated/.stamp'];

/** Builds the app into `dist`, unless nothing has changed since the last time. */
export async function buildApp(): Promise<void> {
  await generateTypes();
  await alone(path.join(root, '.build.lock'), buildAlone);
}

async function buildAlone(): Promise<void> {
  const stamp = await stampOf(await glob(inputs, { cwd: root, absolute: true }));
  if ((await textOf(stampFile)) === stamp) return;
  // Loaded only when there is something to build: it takes longer than all the rest.
  const { build } = await import('vite');
  await build({ root, configFile: path.join(root, 'vite.config.ts'), logLevel: 'warn' });
  await writeFile(stampFile, stamp);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildApp();
