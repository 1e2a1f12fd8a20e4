import { z } from 'zod';

/** A place in a feed: transaction and row, both growing. The feed's beginning is `0-0`. */
export const feedStart = '0-0';
export const cursorSchema = z.string().refine(isCursor, 'is no cursor of a feed');

/** Both halves within what PostgreSQL counts. */
function isCursor(text: string): boolean {
  const [, transaction, row] = /^(\d{1,20})-(\d{1,19})$/.exec(text) ?? [];
  if (transaction === undefined || row === undefined) return false;
  return BigInt(transaction) < 2n ** 64n && BigInt(row) < 2n ** 63n;
}

/** What travels over a feed. `payload` is described by the provider for each type and version. */
export const eventSchema = z.object({
  cursor: cursorSchema,
  id: z.uuid(),
  type: z.string().regex(/^[a-z]+(\.[a-z_]+)+$/),
  version: z.int().min(1),
  storeId: z.string().min(1),
  /** Whom or what the event is about. */
  subject: z.string().min(1),
  occurredAt: z.iso.datetime(),
  payload: z.record(z.string(), z.unknown()),
});
export type FeedEvent = z.output<typeof eventSchema>;

/** An answer of a feed: events in order, and whether more are waiting. */
export const feedPageSchema = z.object({
  events: z.array(z.unknown()),
  more: z.boolean(),
});
