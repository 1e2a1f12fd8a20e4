import type { OutputType } from '@apollo/federation-internals';
import { isRecord } from '../json.ts';

function isOutputType(value: unknown): value is OutputType {
  return isRecord(value) && 'kind' in value;
}

/** What a list or non-null type wraps, which its declaration leaves untyped. */
export function wrappedType(wrapper: { readonly ofType: unknown }): OutputType {
  const { ofType } = wrapper;
  if (isOutputType(ofType)) return ofType;
  throw new Error('Expected a type to wrap another');
}
