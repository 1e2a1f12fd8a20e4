import type { SqlTransaction } from '@customer-graph/subgraph';
import { feedStart, type FeedEvent } from './event.ts';

/** The consumer's side of a feed, in its own database: the tables of the migrations `consumer`. */

/** The last place applied. */
export async function readCursor(tx: SqlTransaction, feed: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ cursor: string }[]>`
    SELECT cursor FROM feed_cursors WHERE feed = ${feed}`;
  return row?.cursor ?? feedStart;
}

/**
 * Moves the cursor in the transaction that applies the events.
 * @returns false when another instance has moved it since; then nothing of this transaction may stay
 */
export async function moveCursor(
  tx: SqlTransaction,
  feed: string,
  from: string,
  to: { cursor: string; occurredAt: string },
): Promise<boolean> {
  await tx.$executeRaw`
    INSERT INTO feed_cursors (feed, cursor) VALUES (${feed}, ${feedStart}) ON CONFLICT DO NOTHING`;
  const moved = await tx.$executeRaw`
    UPDATE feed_cursors
    SET cursor = ${to.cursor}, occurred_at = ${to.occurredAt}::timestamptz, updated_at = now()
    WHERE feed = ${feed} AND cursor = ${from}`;
  return moved === 1;
}

/** Starts the feed anew: every event is applied again. Handlers must bear repetition. */
export async function resetCursor(tx: SqlTransaction, feed: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM feed_cursors WHERE feed = ${feed}`;
}

/** Puts an event aside, visibly, so that those behind it can go on. */
export async function parkEvent(
  tx: SqlTransaction,
  feed: string,
  event: unknown,
  id: string,
  reason: string,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO parked_events (feed, event_id, event, reason)
    VALUES (${feed}, ${id}, ${JSON.stringify(event)}::jsonb, ${reason})
    ON CONFLICT (feed, event_id) DO UPDATE SET reason = excluded.reason, parked_at = now()`;
}

export async function readParked(
  tx: SqlTransaction,
  feed: string,
): Promise<{ id: string; event: unknown }[]> {
  return tx.$queryRaw<{ id: string; event: FeedEvent }[]>`
    SELECT event_id AS id, event FROM parked_events WHERE feed = ${feed} ORDER BY parked_at, event_id`;
}

export async function countParked(tx: SqlTransaction, feed: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM parked_events WHERE feed = ${feed}`;
  return row?.count ?? 0;
}

export async function unpark(tx: SqlTransaction, feed: string, id: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM parked_events WHERE feed = ${feed} AND event_id = ${id}`;
}
