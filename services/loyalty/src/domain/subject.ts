import type { InvalidInputError } from '@customer-graph/subgraph';
import { invalidField } from './failures.ts';

/** The customer that a call is about: a customer's own id, or the one that staff and services name. */
export function subjectOf(
  own: string | null,
  named: string | null | undefined,
  path: string[],
): string | InvalidInputError {
  if (own !== null && (named == null || named === own)) return own;
  if (own !== null)
    return invalidField(path, 'NOT_YOURS', 'Must be omitted or be the signed-in customer.');
  return named ?? invalidField(path, 'REQUIRED', 'Must be the id of the customer.');
}
