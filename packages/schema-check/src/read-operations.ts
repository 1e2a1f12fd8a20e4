import { type DocumentNode, Kind, type OperationDefinitionNode, print } from './graphql.ts';
import { glob } from 'tinyglobby';
import { CouldNotRun } from './could-not-run.ts';
import { asSent } from './as-sent.ts';
import { documentsOf } from './documents.ts';
import { type Place, fingerprint } from './finding.ts';
import { type Fragment, withItsFragments } from './fragments.ts';
import { type OperationSource, positionOf } from './operation-source.ts';
import { type Tree, Unreadable, readText, refuseUnreadable } from './tree.ts';

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
type OnFault = (fault: CouldNotRun) => void;

/**
 * The operations in the files that match the globs. What does not parse, or does not say which fragment it means, goes to
 * `onFault`.
 * @throws CouldNotRun for such a file without `onFault`; Unreadable for what is there and cannot be read
 */
export async function readOperations(
  tree: Tree,
  globs: string[],
  onFault?: OnFault,
): Promise<Operation[]> {
  if (globs.length === 0) return [];
  refuseUnreadable(tree, globs);
  const files = await glob(globs, {
    cwd: tree.directory,
    ignore: ['**/node_modules/**'],
    dot: true,
  });
  const read = files.sort().map((file) =>
    readSource(tree, file).catch((error: unknown) => {
      if (!(error instanceof CouldNotRun) || error instanceof Unreadable || !onFault) throw error;
      onFault(error);
      return [];
    }),
  );
  return operationsIn((await Promise.all(read)).flat(), onFault);
}

async function readSource(tree: Tree, file: string): Promise<OperationSource[]> {
  return documentsOf((await readText(tree, file)) ?? '', file);
}

/**
 * Operations of all sources; fragments may be in another file. Exact repetitions (a manifest of the same) count once.
 * Where it cannot be told which of two fragments is meant, with `onFault` each counts.
 */
export function operationsIn(sources: OperationSource[], onFault?: OnFault): Operation[] {
  const fragments = new Map<string, Fragment[]>();
  for (const { file, document, line } of sources)
    for (const node of document.definitions) {
      if (node.kind !== Kind.FRAGMENT_DEFINITION) continue;
      fragments.set(node.name.value, [
        ...(fragments.get(node.name.value) ?? []),
        { file, document, node, isPrivate: line !== undefined },
      ]);
    }
  const drafts = sources.flatMap((source) => draftsOf(source, fragments, onFault));
  const once = [...new Map(drafts.map((draft) => [draft.text, draft] as const).reverse()).values()];
  return once.reverse().map((draft) => ({ ...draft, label: labelOf(draft, once) }));
}

function draftsOf(
  source: OperationSource,
  fragments: ReadonlyMap<string, readonly Fragment[]>,
  onFault: OnFault | undefined,
): Draft[] {
  return source.document.definitions
    .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    .flatMap((node) => {
      const { documents, ambiguity } = withItsFragments(node, source, fragments);
      const place = placeOf(source, node);
      if (ambiguity) {
        const fault = new CouldNotRun(
          `the operation ${node.name?.value ?? 'without a name'} in ${place.file}:${place.line} uses the fragment ${ambiguity.name}, which is defined differently in ${ambiguity.files.join(' and ')}; rename one, or move the one that is meant nearer.`,
        );
        if (!onFault) throw fault;
        onFault(fault);
      }
      return documents.map((found) => {
        const document = asSent(found);
        return { name: node.name?.value, place, document, text: print(document) };
      });
    });
}

function placeOf(source: OperationSource, node: OperationDefinitionNode): Place {
  if (source.line !== undefined || !node.loc)
    return { file: source.file, line: source.line ?? 1, column: 1, at: 'head' };
  return { file: source.file, ...positionOf(node.loc), at: 'head' };
}

/** Without a name, nothing but its text tells an operation from its neighbours when lines move. */
function labelOf(draft: Draft, all: Draft[]): string {
  const { name, place, text } = draft;
  const namesakes = all.filter((other) => other.name === name);
  const here = namesakes.filter((other) => other.place.file === place.file);
  const own = here.length > 1 ? `#${fingerprint(text)}` : '';
  if (name === undefined) return `${place.file}${own}`;
  return namesakes.length > 1 ? `${name}(${place.file}${own})` : name;
}
