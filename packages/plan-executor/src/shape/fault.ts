import { ERRORS } from '@apollo/federation-internals';
import type { Shaping } from './shaping.ts';

/** Notes that the value at the present path, or at `field` below it, does not fit the schema. */
export function addFault(shaping: Shaping, message: string, field?: string): void {
  if (shaping.faults === undefined) return;
  const path = field === undefined ? [...shaping.path] : [...shaping.path, field];
  shaping.faults.push(ERRORS.INVALID_GRAPHQL.err(message, { path }));
}
