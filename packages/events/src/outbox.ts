import { newId, type Query, type SqlTransaction } from '@customer-graph/subgraph';
import type { FeedEvent } from './event.ts';

/**
 * The provider's side of a feed, on the table `outbox_events`:
 * (id bigint identity, transaction_id xid8 default pg_current_xact_id(), event_id, type, version, store_id, subject,
 * occurred_at, payload) with an index on (transaction_id, id).
 */

/** A fact to be told. It carries no personal data: consumers ask for what they need, and feeds are kept. */
export interface NewEvent {
  readonly type: string;
  readonly version: number;
  readonly storeId: string;
  readonly subject: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Writes an event in the transaction that makes it true. */
export const appendEvent = (tx: SqlTransaction, event: NewEvent): Promise<void> =>
  appendEvents(tx, [event]);

/** Writes events, in their order, in the transaction that makes them true; one statement for all of them. */
export async function appendEvents(tx: SqlTransaction, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const of = <Key extends keyof NewEvent>(key: Key) => events.map((event) => event[key]);
  const ids = events.map(() => newId());
  const payloads = of('payload').map((payload) => JSON.stringify(payload));
  await tx.$executeRaw`
    INSERT INTO outbox_events (event_id, type, version, store_id, subject, payload)
    SELECT event.id, event.type, event.version, event.store_id, event.subject, event.payload::jsonb
    FROM unnest(${ids}::uuid[], ${of('type')}::text[], ${of('version')}::int[], ${of('storeId')}::text[],
      ${of('subject')}::text[], ${payloads}::text[])
      WITH ORDINALITY AS event(id, type, version, store_id, subject, payload, position)
    ORDER BY event.position`;
}

interface EventRow extends Omit<FeedEvent, 'occurredAt'> {
  readonly occurredAt: Date;
}

/** The cursor lies behind all that this database has ever written: it belongs to another history. */
export class FutureCursorError extends Error {
  override readonly name = 'FutureCursorError';
}

/**
 * Events after the cursor, oldest first. Only transactions older than every running one are read, and the order is that
 * of transactions, so that none which commits late can appear behind a cursor that was already given out.
 * @throws FutureCursorError
 */
export async function readEvents(query: Query, after: string, limit: number): Promise<FeedEvent[]> {
  const [transaction, id] = after.split('-');
  const rows = await query<EventRow>(
    'read-events',
    `SELECT transaction_id::text || '-' || id AS cursor, event_id AS id, type, version, store_id AS "storeId", subject,
            occurred_at AS "occurredAt", payload
     FROM outbox_events
     WHERE (transaction_id, id) > ($1::xid8, $2::bigint)
       AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY transaction_id, id LIMIT $3`,
    [transaction, id, limit],
  );
  if (rows.length === 0) await refuseFuture(query, after, transaction);
  return rows.map((row) => ({ ...row, occurredAt: row.occurredAt.toISOString() }));
}

async function refuseFuture(
  query: Query,
  cursor: string,
  transaction: string | undefined,
): Promise<void> {
  const [row] = await query<{ future: boolean }>(
    'is-future-cursor',
    'SELECT $1::xid8 >= pg_snapshot_xmax(pg_current_snapshot()) AS future',
    [transaction],
  );
  if (row?.future) throw new FutureCursorError(`cursor ${cursor} is ahead of this feed`);
}

/**
 * Removes what nobody needs any more: events older than `days` whose subject has a younger one. Every event carries the
 * whole state of its subject that the feed tells of, so a consumer that starts at zero still arrives at the same end. Which
 * is younger is told by `version` in the payload, where there is one: transactions that overlap come in either order.
 * @returns the number of events removed
 */
export async function compactEvents(query: Query, days: number): Promise<number> {
  const removed = await query(
    'compact-events',
    `DELETE FROM outbox_events old USING outbox_events young
     WHERE old.occurred_at < now() - make_interval(days => $1)
       AND young.store_id = old.store_id AND young.subject = old.subject
       AND (coalesce((young.payload->>'version')::bigint, 0), young.transaction_id, young.id)
         > (coalesce((old.payload->>'version')::bigint, 0), old.transaction_id, old.id)
       AND young.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
     RETURNING old.id`,
    [days],
  );
  return removed.length;
}
