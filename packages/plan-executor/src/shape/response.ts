import type { Operation } from '@apollo/federation-internals';
import type { JsonRecord } from '../json.ts';
import { ObjectCompiler } from './object.ts';
import type { Shaping } from './shaping.ts';
import { runVisits, type Visit } from './visit.ts';

/** Shapes everything fetched into the response's `data`; null when a null bubbled up to it. */
export type ShapeResponse = (fetched: JsonRecord, shaping: Shaping) => JsonRecord | null;

/** Compiles what an operation selects, in its order. */
export function compileResponse(operation: Operation): ShapeResponse {
  const objects = new ObjectCompiler(operation);
  const schema = operation.schema();
  const rootType = schema.schemaDefinition.rootType(operation.rootKind);
  if (rootType === undefined) throw new Error(`No root type for ${operation.rootKind}`);

  // Subgraphs may give their root types other names, so here the type said decides nothing but
  // fragments, as in Apollo's gateway.
  const compileFor = (typename: string | undefined): Visit[] =>
    objects.visits(
      operation.selectionSet,
      rootType,
      typename === undefined ? undefined : (schema.type(typename) ?? 'unknown'),
    );
  const untyped = compileFor(undefined);

  return (fetched, shaping) => {
    const typename = fetched['__typename'];
    const visits = typename && typeof typename === 'string' ? compileFor(typename) : untyped;
    const output: JsonRecord = {};
    return runVisits(visits, fetched, output, shaping) ? output : null;
  };
}
