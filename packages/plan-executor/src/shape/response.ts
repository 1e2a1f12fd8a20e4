import type { JsonRecord } from '../json.ts';
import type { Compilation } from '../operation/compilation.ts';
import type { ClientOperation } from '../operation/operation.ts';
import { ObjectCompiler } from './object.ts';
import { faulty, type Shaping } from './shaping.ts';

/** Shapes everything fetched into the response's `data`; null when a null bubbled up to it. */
export type ShapeResponse = (fetched: JsonRecord, shaping: Shaping) => JsonRecord | null;

/**
 * Compiles what an operation selects, in its order.
 * @throws GraphQLError for a condition that is null
 */
export function compileResponse(
  operation: ClientOperation,
  compilation: Compilation,
): ShapeResponse {
  const { definition, rootType } = operation;
  const objects = new ObjectCompiler(operation, compilation);
  const shape = objects.fields([definition.selectionSet], rootType);
  return (fetched, shaping) => {
    const output = shape(fetched, shaping);
    return output === faulty ? null : output;
  };
}
