import {
  isAbstractType,
  isUnionType,
  Kind,
  type FieldNode,
  type GraphQLCompositeType,
  type SelectionSetNode,
} from 'graphql';
import { nullCondition, type Conditions } from '../operation/conditions.ts';
import type { ClientOperation } from '../operation/operation.ts';
import { responseKeyOf } from '../operation/response-keys.ts';

/**
 * The fields selected of an object of one type, by response key and in the order of the response: CollectFields of the
 * specification.
 * @throws GraphQLError for a condition that is null
 */
export function selectedFields(
  operation: ClientOperation,
  conditions: Conditions,
  sets: readonly SelectionSetNode[],
  type: GraphQLCompositeType,
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      // A fragment counts once, and no condition is read where it is spread again.
      if (selection.kind === Kind.FRAGMENT_SPREAD && spread.has(selection.name.value)) continue;
      const included = conditions.includes(selection);
      if (included === undefined) throw nullCondition(selection);
      if (!included) continue;
      if (selection.kind === Kind.FIELD) {
        const key = responseKeyOf(selection);
        const known = fields.get(key);
        if (known) known.push(selection);
        else fields.set(key, [selection]);
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) spread.add(selection.name.value);
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? operation.fragment(selection.name.value)
          : selection;
      const condition = operation.narrowed(fragment.typeCondition?.name.value, type);
      if (applies(operation, condition, type)) collect(fragment.selectionSet);
    }
  };
  for (const set of sets) collect(set);
  return fields;
}

function applies(
  { schema }: ClientOperation,
  condition: GraphQLCompositeType,
  type: GraphQLCompositeType,
): boolean {
  if (condition === type) return true;
  return isAbstractType(condition) && !isUnionType(type) && schema.isSubType(condition, type);
}
