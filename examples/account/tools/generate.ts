import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import { getOperationAST, print, type DocumentNode } from 'graphql';
import { glob } from 'tinyglobby';
import { z } from 'zod';
import config from '../codegen.ts';
import { alone } from './alone.ts';

/** Types of the operations, and the manifest of their documents; left as they are when nothing changed. */

export const root = path.resolve(import.meta.dirname, '..');
const schema = path.join(root, '../../gateway/api.graphql');
const folder = path.join(root, 'src/generated');
const stampFile = path.join(folder, '.stamp');
const documentNode = z.custom<DocumentNode>(
  (value) => typeof value === 'object' && value !== null && 'definitions' in value,
);

/** A hash over the contents of files: the same as long as none of them changes. */
export async function stampOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(file).update(await readFile(file));
  return hash.digest('hex');
}

export const textOf = (file: string) => readFile(file, 'utf8').catch(() => '');

export const generateTypes = () => alone(path.join(root, '.generate.lock'), generateAlone);

async function generateAlone(): Promise<void> {
  const documents = await glob('src/**/*.graphql', { cwd: root, absolute: true });
  const stamp = await stampOf([
    ...documents,
    schema,
    path.join(root, 'codegen.ts'),
    import.meta.filename,
  ]);
  if ((await textOf(stampFile)) === stamp) return;
  await generate({ ...config, cwd: root, silent: true }, true);
  await writeManifest();
  await writeFile(stampFile, stamp);
}

/** The documents as the app sends them, in Apollo's format, for a gateway that executes no others. */
async function writeManifest(): Promise<void> {
  const generated: unknown = await import(pathToFileURL(path.join(folder, 'graphql.ts')).href);
  const operations = Object.values(z.record(z.string(), z.unknown()).parse(generated))
    .map((value) => documentNode.safeParse(value).data)
    .flatMap((document) => (document ? operationOf(document) : []));
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
  await writeFile(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

function operationOf(document: DocumentNode) {
  const operation = getOperationAST(document);
  if (!operation) return [];
  const body = print(document);
  const id = createHash('sha256').update(body).digest('hex');
  return [{ id, name: operation.name?.value, type: operation.operation, body }];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await generateTypes();
