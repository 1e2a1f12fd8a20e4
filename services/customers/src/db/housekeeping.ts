import { deleteExpired, expiredIdempotencyKeys } from '@customer-graph/subgraph';
import type { Database } from './database.ts';

const expired = [
  // A session may have thousands of tokens, which go with it.
  {
    table: 'sessions',
    key: ['store_id', 'id'],
    condition: "coalesce(ended_at, expires_at) < now() - INTERVAL '30 days'",
    atOnce: 50,
  },
  { table: 'throttles', key: ['key'], condition: "since < now() - INTERVAL '1 day'" },
  {
    table: 'mail_tokens',
    key: ['store_id', 'token_hash'],
    condition: "expires_at < now() - INTERVAL '1 day'",
  },
  expiredIdempotencyKeys,
];

/** Removes what nothing refers to any more. Safe to run at any time and on several instances at once. */
export async function tidy({ query }: Database, signal?: AbortSignal): Promise<void> {
  for (const rows of expired) await deleteExpired(query, rows, signal);
}
