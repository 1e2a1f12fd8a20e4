import type { Comparison, Unequal } from './values.ts';
import type { Moments } from './moments.ts';

/** What came back for one request. */
export interface Received {
  readonly status: number;
  readonly data: unknown;
  readonly errors: readonly unknown[];
  readonly sentAt: number;
}

/** Where two responses to the same request differ: in the data, in the errors, in the status. */
export function unequalIn(
  comparison: Comparison,
  base: Received & { readonly moments: Moments },
  head: Received & { readonly moments: Moments },
): Unequal[] {
  const part = (from: typeof base, value: unknown) => ({ ...from, value });
  return [
    ...comparison.compare(part(base, base.status), part(head, head.status), 'status'),
    ...comparison.compare(part(base, base.data), part(head, head.data), 'data'),
    ...comparison.compare(part(base, inOrder(base)), part(head, inOrder(head)), 'errors'),
  ];
}

/** Fields that are fetched side by side may fail in any order. */
const inOrder = ({ errors }: Received): unknown[] =>
  errors
    .map((error) => ({ error, key: keyOf(error) }))
    .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0))
    .map(({ error }) => error);

function keyOf(error: unknown): string {
  const path: unknown =
    typeof error === 'object' && error !== null && 'path' in error ? error.path : [];
  return JSON.stringify(path ?? []);
}
