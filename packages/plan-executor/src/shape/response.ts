import type { Operation } from '@apollo/federation-internals';
import type { JsonRecord } from '../json.ts';
import { ObjectCompiler } from './object.ts';
import type { Shaping } from './shaping.ts';
import { runVisits, type Visit } from './visit.ts';
import type { RuntimeType } from './visits.ts';

/** Shapes everything fetched into the response's `data`; null when a null bubbled up to it. */
export type ShapeResponse = (fetched: JsonRecord, shaping: Shaping) => JsonRecord | null;

/** Compiles what an operation selects, in its order. */
export function compileResponse(operation: Operation): ShapeResponse {
  const objects = new ObjectCompiler(operation);
  const schema = operation.schema();
  const rootType = schema.schemaDefinition.rootType(operation.rootKind);
  if (rootType === undefined) throw new Error(`No root type for ${operation.rootKind}`);

  const compileFor = (runtimeType: RuntimeType): Visit[] =>
    objects.visits(operation.selectionSet, rootType, runtimeType);
  const untyped = compileFor(undefined);

  // Nobody asks for the root's type, because subgraphs may name theirs as they like. One sent
  // all the same decides about fragments, as in Apollo's gateway.
  const typed = (typename: unknown): Visit[] =>
    typeof typename === 'string'
      ? compileFor(schema.type(typename) ?? 'unknown')
      : compileFor(new Error(`Got unexpected value for __typename: ${String(typename)}`));

  return (fetched, shaping) => {
    const typename = fetched['__typename'];
    const output: JsonRecord = {};
    const visits = typename ? typed(typename) : untyped;
    return runVisits(visits, fetched, output, shaping, false) ? output : null;
  };
}
