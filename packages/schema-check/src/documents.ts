import { gqlPluckFromCodeString } from '@graphql-tools/graphql-tag-pluck';
import { z } from 'zod';
import { CouldNotRun } from './could-not-run.ts';
import { manifestDocuments } from './manifest.ts';
import { type OperationSource, parseOperations } from './operation-source.ts';
import { firstLine } from './text.ts';

/** The documents in a file: GraphQL, a manifest, code with tagged templates, or Markdown with blocks of `graphql`. */
export async function documentsOf(text: string, file: string): Promise<OperationSource[]> {
  if (file.endsWith('.json')) return manifestDocuments(text, file);
  if (file.endsWith('.md'))
    return [...blocksOf(text), ...requestsOf(text)].map((block) => embedded(block, file));
  if (/\.(?:[cm]?[jt]sx?|vue|svelte)$/.test(file)) return embeddedIn(text, file);
  return [{ file, document: parseOperations(text, file) }];
}

interface Block {
  body: string;
  line: number;
}

const embedded = ({ body, line }: Block, file: string): OperationSource => ({
  file,
  document: parseOperations(body, file, { at: line }),
});

function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^( *)```graphql\b.*\n([^]*?)^\1```/gm)].map((match) => ({
    body: match[2] ?? '',
    line: text.slice(0, match.index).split('\n').length + 1,
  }));
}

/** Documents in the bodies of requests that a guide shows, for example with curl. */
function requestsOf(text: string): Block[] {
  return [...text.matchAll(/"query": ?("(?:[^"\\\n]|\\.)*")/g)].map((match) => ({
    body: z.string().parse(JSON.parse(match[1] ?? '""')),
    line: text.slice(0, match.index).split('\n').length,
  }));
}

const script = /(<script\b[^>]*>)([^]*?)<\/script>/g;

/** Templates tagged with or given to `gql` or `graphql`, wherever these come from, and ones marked by a comment. */
async function embeddedIn(text: string, file: string): Promise<OperationSource[]> {
  if (!/\.(?:vue|svelte)$/.test(file)) return templatesOf({ body: text, line: 1 }, file);
  const scripts = [...text.matchAll(script)].map(([, tag = '', body = ''], index, all) => {
    const start = (all[index]?.index ?? 0) + tag.length;
    return templatesOf({ body, line: text.slice(0, start).split('\n').length }, file);
  });
  return (await Promise.all(scripts)).flat();
}

async function templatesOf({ body: code, line }: Block, file: string): Promise<OperationSource[]> {
  const options = { skipIndent: true, globalGqlIdentifierName: ['gql', 'graphql'] };
  // What stands in a component is TypeScript or a part of it.
  const name = /\.[cm]?[jt]sx?$/.test(file) ? file : `${file}.ts`;
  const found = await gqlPluckFromCodeString(name, code, options).catch((error: unknown) => {
    throw new CouldNotRun(`the operations in ${file} cannot be read: ${firstLine(error)}.`);
  });
  return found.map(({ body, locationOffset }) =>
    embedded({ body, line: line + locationOffset.line - 1 }, file),
  );
}
