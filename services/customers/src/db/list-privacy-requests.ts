import { normalEmail } from '@customer-graph/text';
import type { Page } from '@customer-graph/subgraph';
import type { PrivacyRequest } from '../domain/privacy-request.ts';
import type { Database } from './database.ts';
import { findRequests } from './privacy-requests.ts';

export interface RequestConditions {
  readonly storeId: string;
  readonly status: readonly PrivacyRequest['status'][] | null;
  readonly kind: PrivacyRequest['kind'] | null;
  readonly dueBefore: Date | null;
  /** Whether one of the awaited modules holds the request back. */
  readonly held: boolean | null;
  readonly awaited: readonly string[];
  readonly email: string | null;
}

export interface RequestSorting {
  readonly field: 'REQUESTED_AT' | 'DUE_AT';
  readonly direction: 'ASC' | 'DESC';
}

// Each is the second expression of an index, between the store and the id.
const sortKeys = { REQUESTED_AT: 'created_at', DUE_AT: 'coalesce(due_at, created_at)' };

/** One request more than the page holds, in the page's direction. */
export async function selectRequests(
  db: Database,
  conditions: RequestConditions,
  { field, direction }: RequestSorting,
  { limit, backward, cursor }: Page,
): Promise<PrivacyRequest[]> {
  const { text, values, parameter } = matching(conditions);
  const key = sortKeys[field];
  const ascending = (direction === 'ASC') !== backward;
  const way = ascending ? 'ASC' : 'DESC';
  const after = cursor
    ? `AND (${key}, id) ${ascending ? '>' : '<'} (${parameter(cursor[0])}::timestamptz, ${parameter(cursor[1])}::uuid)`
    : '';
  const rows = await db.query<{ id: string }>(
    unnamed,
    `SELECT id FROM privacy_requests r WHERE ${text} ${after} ORDER BY ${key} ${way}, id ${way} LIMIT ${parameter(limit + 1)}`,
    values,
  );
  const ids = rows.map(({ id }) => id);
  return findRequests(db, conditions.storeId, ids);
}

export async function countRequests(
  { query }: Database,
  conditions: RequestConditions,
): Promise<number> {
  const { text, values } = matching(conditions);
  const count = `SELECT count(*) AS count FROM privacy_requests r WHERE ${text}`;
  const [row] = await query<{ count: number }>(unnamed, count, values);
  return row?.count ?? 0;
}

/** The unnamed statement: PostgreSQL plans it for these very values. */
const unnamed = '';

const heldBack = (storeId: string, awaited: string) => `EXISTS (
  SELECT 1 FROM privacy_request_receipts p
  WHERE p.store_id = ${storeId} AND p.request_id = r.id AND p.held_at IS NOT NULL AND r.status = 'RUNNING' AND p.module = ANY (${awaited}::text[]))`;

/** The customer with the address, or a person whom a request that has not ended knows by it. */
const ofAddress = (storeId: string, address: string) => `(
  r.customer_id = (SELECT id FROM customers WHERE store_id = ${storeId} AND email_normal = ${address})
  OR (r.ended_at IS NULL AND ${address} = ANY (r.contact_emails)))`;

/** Conditions as SQL: only those that are set, so that each statement is planned for what it asks. */
function matching({ storeId, awaited, ...conditions }: RequestConditions) {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const { status, kind, dueBefore, held, email } = conditions;
  const store = parameter(storeId);
  const all = [`r.store_id = ${store}`];
  if (status) all.push(`r.status = ANY (${parameter(status)}::"PrivacyRequestStatus"[])`);
  if (kind) all.push(`r.kind = ${parameter(kind)}::"PrivacyRequestKind"`);
  if (dueBefore) all.push(`r.due_at < ${parameter(dueBefore)}`);
  if (held !== null) all.push(`${held ? '' : 'NOT '}${heldBack(store, parameter(awaited))}`);
  if (email !== null) all.push(ofAddress(store, parameter(normalEmail(email))));
  return { text: all.join(' AND '), values, parameter };
}

/** For each customer its newest requests, one statement for all. */
export async function selectRequestsOf(
  db: Database,
  storeId: string,
  customerIds: readonly string[],
  limit: number,
): Promise<PrivacyRequest[]> {
  const rows = await db.query<{ id: string }>(
    'privacy-requests-of-customers',
    `SELECT r.id FROM unnest($2::uuid[]) AS c(id)
     CROSS JOIN LATERAL (
       SELECT id, created_at FROM privacy_requests
       WHERE store_id = $1 AND customer_id = c.id ORDER BY created_at DESC, id DESC LIMIT $3) AS r
     ORDER BY r.created_at DESC, r.id DESC`,
    [storeId, customerIds, limit],
  );
  const ids = rows.map(({ id }) => id);
  return findRequests(db, storeId, ids);
}
