import { executeSync, Kind, OperationTypeNode, type DocumentNode, type FieldNode } from 'graphql';
import type { ClientOperation } from '../operation/operation.ts';
import { located } from './located.ts';
import { bubbling, type Complete } from './shaping.ts';

/** Compiles a selected `__schema` or `__type`, which graphql-js answers from the API's schema. */
export function compileIntrospection(
  { schema, definition, fragments }: ClientOperation,
  key: string,
  nodes: readonly FieldNode[],
): Complete {
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        ...definition,
        operation: OperationTypeNode.QUERY,
        directives: [],
        selectionSet: { kind: Kind.SELECTION_SET, selections: nodes },
      },
      ...fragments,
    ],
  };
  return (_input, shaping) => {
    const { data, errors = [] } = executeSync({
      schema,
      document,
      variableValues: shaping.variables,
    });
    const around = shaping.path.slice(0, -1);
    for (const error of errors)
      shaping.errors.push(located(error, [...around, ...(error.path ?? [key])]));
    return data ? data[key] : bubbling;
  };
}
