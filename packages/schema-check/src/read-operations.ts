import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  print,
} from './graphql.ts';
import { glob } from 'tinyglobby';
import { CouldNotRun } from './could-not-run.ts';
import type { Place } from './finding.ts';
import { manifestDocuments } from './manifest.ts';
import { type OperationSource, parseOperations } from './operation-source.ts';
import { withItsFragments } from './fragments.ts';

/** One executable operation with the fragments it uses. */
export interface Operation {
  /** Its name, made unique where two files use the same one. */
  label: string;
  name: string | undefined;
  place: Place;
  document: DocumentNode;
  /** Printed document: two operations with the same text are the same. */
  text: string;
}

type Draft = Omit<Operation, 'label'>;

/**
 * The operations in the files that match the globs. A file that does not parse goes to `onFault`.
 * @throws CouldNotRun for such a file without `onFault`
 */
export async function readOperations(
  root: string,
  globs: string[],
  onFault?: (fault: CouldNotRun) => void,
): Promise<Operation[]> {
  if (globs.length === 0) return [];
  const files = await glob(globs, { cwd: root, ignore: ['**/node_modules/**'], dot: true });
  const read = files.sort().map((file) =>
    readSource(root, file).catch((error: unknown) => {
      if (!(error instanceof CouldNotRun) || !onFault) throw error;
      onFault(error);
      return [];
    }),
  );
  return operationsIn((await Promise.all(read)).flat());
}

async function readSource(root: string, file: string): Promise<OperationSource[]> {
  const text = await readFile(join(root, file), 'utf8');
  if (file.endsWith('.json')) return manifestDocuments(text, file);
  return [{ file, document: parseOperations(text, file) }];
}

/** Operations of all sources; fragments may be in another file. Exact repetitions (a manifest of the same) count once. */
export function operationsIn(sources: OperationSource[]): Operation[] {
  const fragments = sources.flatMap(({ document }) =>
    document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION),
  );
  const drafts = sources.flatMap((source) => draftsOf(source, fragments));
  const once = [...new Map(drafts.map((draft) => [draft.text, draft] as const).reverse()).values()];
  return once.reverse().map((draft) => ({ ...draft, label: labelOf(draft, once) }));
}

function draftsOf(source: OperationSource, all: FragmentDefinitionNode[]): Draft[] {
  return source.document.definitions
    .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    .map((node) => {
      const document = withItsFragments(node, source.document, all);
      const place = placeOf(source, node);
      return { name: node.name?.value, place, document, text: print(document) };
    });
}

function placeOf(source: OperationSource, node: OperationDefinitionNode): Place {
  const start = node.loc?.startToken;
  if (source.line !== undefined || !start)
    return { file: source.file, line: source.line ?? 1, column: 1, at: 'head' };
  return { file: source.file, line: start.line, column: start.column, at: 'head' };
}

function labelOf(draft: Draft, all: Draft[]): string {
  if (draft.name === undefined) return `${draft.place.file}:${draft.place.line}`;
  const namesakes = all.filter(({ name }) => name === draft.name);
  return namesakes.length > 1 ? `${draft.name}(${draft.place.file})` : draft.name;
}
