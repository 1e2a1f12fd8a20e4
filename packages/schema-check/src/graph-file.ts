import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CouldNotRun } from './could-not-run.ts';
import { Kind, type OperationDefinitionNode } from './graphql.ts';
import { parseJson } from './json-file.ts';
import type { Project, Subgraph } from './project.ts';
import type { Operation } from './read-operations.ts';
import { type Tree, readText } from './tree.ts';

const shape = z.object({
  format: z.literal('schema-check-graph'),
  version: z.literal(1),
  subgraphs: z
    .array(z.object({ name: z.string().min(1), url: z.string(), sdl: z.string() }))
    .min(1),
});
export type GraphFile = z.output<typeof shape>;

/** The subgraphs of a graph whose repository is another one; undefined when there is no such file. */
export async function readGraphFile(tree: Tree, file: string): Promise<GraphFile | undefined> {
  const text = await readText(tree, file);
  if (text === undefined) return undefined;
  const result = shape.safeParse(parseJson(text, file));
  if (!result.success)
    throw new CouldNotRun(
      `${file} is not a graph as --write-graph writes it: ${result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.`,
    );
  const names = result.data.subgraphs.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw new CouldNotRun(`${file} has two subgraphs that are called «${twice}».`);
  return result.data;
}

/** Everything by which another repository can judge: it reads its operations as those of any manifest. */
export function graphFileOf({ subgraphs, operations }: Project): string {
  const file: GraphFile & { operations: Entry[] } = {
    format: 'schema-check-graph',
    version: 1,
    subgraphs: subgraphs.map(({ name, url, sdl }: Subgraph) => ({ name, url, sdl })),
    operations: operations.map(entryOf),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** A manifest of persisted documents, in the format of Apollo's tools. */
export function manifestOf(operations: readonly Operation[]): string {
  const manifest = {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: operations.map(entryOf),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

interface Entry {
  id: string;
  name: string;
  type: string;
  body: string;
}

function entryOf({ name = '', text, document }: Operation): Entry {
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  const id = createHash('sha256').update(text).digest('hex');
  return { id, name, type: operation?.operation ?? 'query', body: text };
}
