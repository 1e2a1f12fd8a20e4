import { Kind } from 'graphql';
import { selectedFields } from '../shape/selected.ts';
import type { Conditions } from './conditions.ts';
import { ClientOperation } from './operation.ts';

/**
 * The root fields of a mutation, each as an operation of its own, in the order in which one server would execute them: the
 * next one begins when all that is selected of the one before is there.
 * @throws GraphQLError for a condition that is null
 */
export function serialOperations(
  operation: ClientOperation,
  conditions: Conditions,
): readonly ClientOperation[] {
  const { schema, document, definition, rootType } = operation;
  if (definition.operation !== 'mutation') return [operation];
  const fields = selectedFields(operation, conditions, [definition.selectionSet], rootType);
  if (fields.size < 2) return [operation];
  return [...fields.values()].map((selections) => {
    const selectionSet = { kind: Kind.SELECTION_SET as const, selections };
    return new ClientOperation(schema, document, { ...definition, selectionSet });
  });
}
