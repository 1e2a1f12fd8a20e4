import { newId, type Query, type SqlTransaction } from '@customer-graph/subgraph';
import type { FeedEvent } from './event.ts';

/** The provider's side of a feed, on the table of the migrations `outbox`. */

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
    `/* across stores: feed */
     SELECT transaction_id::text || '-' || id AS cursor, event_id AS id, type, version, store_id AS "storeId", subject,
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

interface Compacted {
  /** The last event that was looked at, in the sequence of ids; null behind the end. */
  readonly last: string | null;
  readonly removed: number;
  /** Whether any was old enough to be removed. */
  readonly old: boolean;
}

// A transaction that writes holds up every feed of its server until it ends, and statements are cut off after ten seconds.
const compactedAtOnce = 2_000;

/**
 * Removes what nobody needs any more: events older than `days` whose subject has a younger one. Every event carries the
 * whole state of its subject that the feed tells of, so a consumer that starts at zero still arrives at the same end. Which
 * is younger is told by `version` in the payload, where there is one: transactions that overlap come in either order.
 * Each statement is a transaction of its own.
 * @returns the number of events removed
 */
export async function compactEvents(query: Query, days: number): Promise<number> {
  let removed = 0;
  for (let after: string | null = '0'; after !== null;) {
    const [page]: Compacted[] = await query<Compacted>(
      'compact-events',
      `/* across stores: old events */
       WITH page AS (
         SELECT id, store_id, subject, occurred_at < now() - make_interval(days => $1)
           AND transaction_id < pg_snapshot_xmin(pg_current_snapshot()) AS old
         FROM outbox_events WHERE id > $2::bigint ORDER BY id LIMIT $3),
       youngest AS MATERIALIZED (
         SELECT subjects.*, event.id FROM (SELECT DISTINCT store_id, subject FROM page WHERE old) AS subjects
         CROSS JOIN LATERAL (
           SELECT id FROM outbox_events
           WHERE store_id = subjects.store_id AND subject = subjects.subject
             AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
           ORDER BY coalesce((payload->>'version')::bigint, 0) DESC, transaction_id DESC, id DESC LIMIT 1) AS event),
       removed AS (
         DELETE FROM outbox_events event USING page JOIN youngest USING (store_id, subject)
         WHERE page.old AND event.store_id = page.store_id AND event.id = page.id AND event.id <> youngest.id RETURNING event.id)
       SELECT max(id)::text AS last, coalesce(bool_or(old), false) AS old,
         (SELECT count(*)::int FROM removed) AS removed FROM page`,
      [days, after, compactedAtOnce],
    );
    removed += page?.removed ?? 0;
    after = page?.old ? page.last : null;
  }
  return removed;
}
