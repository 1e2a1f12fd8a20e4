import { Kind, type FieldNode, type SelectionSetNode } from 'graphql';
import type { ClientOperation } from './operation.ts';
import { responseKeyOf, type ResponseKeys } from './response-keys.ts';

export type Path = readonly (string | number)[];

const plannersSuffix = /__alias_\d+$/;

/**
 * Translates where something was fetched into where a client finds it: in the client's names, and up to the last field
 * that the client selected, since the planner fetches more than that.
 */
export function clientPaths(operation: ClientOperation, keys: ResponseKeys): (path: Path) => Path {
  const fieldsOf = (sets: readonly SelectionSetNode[], fetched: string): FieldNode[] => {
    const found: FieldNode[] = [];
    const seen = new Set<SelectionSetNode>();
    const collect = (set: SelectionSetNode): void => {
      if (seen.has(set)) return;
      seen.add(set);
      for (const selection of set.selections) {
        if (selection.kind === Kind.FRAGMENT_SPREAD)
          collect(operation.fragment(selection.name.value).selectionSet);
        else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
        else if (keys.plannedKey(selection) === fetched) found.push(selection);
      }
    };
    sets.forEach(collect);
    return found;
  };

  return (path) => {
    const translated: (string | number)[] = [];
    let sets: readonly SelectionSetNode[] = [operation.definition.selectionSet];
    for (const part of path) {
      if (typeof part === 'number') {
        translated.push(part);
        continue;
      }
      const exact = fieldsOf(sets, part);
      const nodes = exact.length > 0 ? exact : fieldsOf(sets, part.replace(plannersSuffix, ''));
      const [node] = nodes;
      if (node === undefined) break;
      translated.push(responseKeyOf(node));
      sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    }
    return translated;
  };
}
