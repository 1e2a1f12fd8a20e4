import { posix } from 'node:path';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  print,
  visit,
} from './graphql.ts';

/** Where a definition stands. A manifest is one file of many documents, each whole in itself. */
interface Home {
  file: string;
  document: DocumentNode;
}

/** A fragment with the document that it is in. */
export interface Fragment extends Home {
  node: FragmentDefinitionNode;
  /** Of an entry of a manifest, so that it is no other document's. */
  isPrivate: boolean;
}

/** Fragments of one name that differ, none of which is nearer to where it is used. */
export interface Ambiguity {
  name: string;
  files: string[];
}

/**
 * The document of one operation and the fragments it reaches. Of namesakes, which are usual where one repository has more than
 * one front end, the one of the same document or file counts, then the one of the nearest folder.
 *
 * @returns more than one document, with the reason, where it cannot be told which fragment is meant
 */
export function withItsFragments(
  operation: OperationDefinitionNode,
  home: Home,
  all: ReadonlyMap<string, readonly Fragment[]>,
): { documents: DocumentNode[]; ambiguity?: Ambiguity } {
  let documents: Reached[] = [new Map()];
  let ambiguity: Ambiguity | undefined;
  const queue = spreadsOf(operation).map((name) => ({ name, from: home }));
  const seen = new Set<string>();
  for (const { name, from } of queue) {
    if (seen.has(name)) continue;
    seen.add(name);
    const nearest = nearestOf(all.get(name) ?? [], from);
    if (nearest.length > 1) ambiguity = { name, files: nearest.map((found) => found.file) };
    documents = nearest.length === 0 ? documents : combine(documents, nearest);
    for (const found of nearest)
      queue.push(...spreadsOf(found.node).map((spread) => ({ name: spread, from: found })));
  }
  return {
    documents: documents.map((reached) => ({
      kind: Kind.DOCUMENT,
      definitions: [operation, ...reached.values()],
    })),
    ...(ambiguity && { ambiguity }),
  };
}

type Reached = ReadonlyMap<string, FragmentDefinitionNode>;

/** Bounds what namesakes of namesakes may become. */
const mostDocuments = 64;

const combine = (documents: readonly Reached[], choices: readonly Fragment[]): Reached[] =>
  documents
    .flatMap((reached) => choices.map(({ node }) => new Map(reached).set(node.name.value, node)))
    .slice(0, mostDocuments);

/** Those that share the most folders with the file; of equal texts one. */
function nearestOf(fragments: readonly Fragment[], from: Home): Fragment[] {
  const here = fragments.filter(({ document }) => document === from.document);
  const shared = fragments.filter(({ isPrivate }) => !isPrivate);
  const inFile = shared.filter(({ file }) => file === from.file);
  const candidates = here.length > 0 ? here : inFile.length > 0 ? inFile : shared;
  const folders = candidates.map(({ file }) => sharedFolders(file, from.file));
  const most = Math.max(0, ...folders);
  const nearest = candidates.filter((_, index) => folders[index] === most);
  return [...new Map(nearest.map((found) => [print(found.node), found])).values()];
}

function sharedFolders(one: string, other: string): number {
  const [left, right] = [one, other].map((file) => posix.dirname(file).split('/'));
  const different = left?.findIndex((folder, index) => folder !== right?.[index]) ?? 0;
  return different < 0 ? (left?.length ?? 0) : different;
}

function spreadsOf(node: OperationDefinitionNode | FragmentDefinitionNode): string[] {
  const names: string[] = [];
  visit(node, { FragmentSpread: ({ name }) => void names.push(name.value) });
  return names;
}
