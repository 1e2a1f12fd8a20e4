import {
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { LimitExceededError, type Limits } from './limits.ts';

interface Extent {
  /** Levels of nested fields. */
  readonly depth: number;
  /** The same, inside introspection fields. */
  readonly introspectionDepth: number;
  /** Fields once fragments are expanded. */
  readonly selections: number;
}

// The query that explorers send is 15 levels deep.
const introspectionDepth = 20;
const none: Extent = { depth: 0, introspectionDepth: 0, selections: 0 };

/**
 * Refuses a document by its shape alone. Runs before validation, whose own work can be made to explode; each fragment is
 * measured once, however often it is spread.
 * @returns the fields of all operations once fragments are expanded
 * @throws LimitExceededError
 */
export function checkStructure(document: DocumentNode, limits: Limits): number {
  countNodes(document, limits);
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
    else if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
  }
  const measure = createMeasure(fragments, limits);
  for (const { selectionSet } of operations) {
    const extent = measure(selectionSet);
    if (extent.depth > limits.depth || extent.introspectionDepth > introspectionDepth)
      throw new LimitExceededError('depth', limits.depth);
  }
  for (const { selectionSet } of [...operations, ...fragments.values()]) {
    if (measure(selectionSet).selections > limits.selections)
      throw new LimitExceededError('selections', limits.selections);
  }
  return operations.reduce((sum, { selectionSet }) => sum + measure(selectionSet).selections, 0);
}

function countNodes(document: DocumentNode, limits: Limits): void {
  let aliases = 0;
  let directives = 0;
  visit(document, {
    Field(node) {
      if (node.alias && ++aliases > limits.aliases)
        throw new LimitExceededError('aliases', limits.aliases);
    },
    Directive() {
      if (++directives > limits.directives)
        throw new LimitExceededError('directives', limits.directives);
    },
  });
}

function createMeasure(fragments: Map<string, FragmentDefinitionNode>, limits: Limits) {
  const known = new Map<string, Extent | null>();

  function ofFragment(name: string): Extent {
    const extent = known.get(name);
    if (extent) return extent;
    // A fragment that contains itself has no end.
    if (extent === null) throw new LimitExceededError('depth', limits.depth);
    const fragment = fragments.get(name);
    if (!fragment) return none;
    known.set(name, null);
    const measured = measure(fragment.selectionSet);
    known.set(name, measured);
    return measured;
  }

  function measure(set: SelectionSetNode): Extent {
    let { depth, introspectionDepth, selections } = none;
    for (const selection of set.selections) {
      const isField = selection.kind === Kind.FIELD;
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(selection.name.value)
          : selection.selectionSet
            ? measure(selection.selectionSet)
            : none;
      const own = isField ? 1 : 0;
      const meta = isField && selection.name.value.startsWith('__');
      selections += inner.selections + own;
      if (!meta) depth = Math.max(depth, inner.depth + own);
      introspectionDepth = Math.max(
        introspectionDepth,
        meta ? inner.depth + 1 : inner.introspectionDepth,
      );
    }
    return { depth, introspectionDepth, selections };
  }

  return measure;
}
