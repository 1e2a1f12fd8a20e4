import { setTimeout as delay } from 'node:timers/promises';
import {
  isUnreachable,
  type SqlTransaction,
  type TransactionRunner,
} from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import { z } from 'zod';
import {
  countParked,
  moveCursor,
  parkEvent,
  readCursor,
  readParked,
  resetCursor,
  unpark,
} from './cursors.ts';
import { cursorSchema, eventSchema, type FeedEvent } from './event.ts';
import { createFeedClient, FeedError, type FeedAddress } from './feed-client.ts';

export interface ConsumerOptions<Tx extends SqlTransaction> extends FeedAddress {
  readonly db: TransactionRunner<Tx>;
  readonly storeIds: ReadonlySet<string>;
  readonly log: Logger;
  /**
   * Applies one event in the transaction that also moves the cursor. It must bear repetition and events out of order:
   * compare versions, not arrival. What it throws, other than for an unreachable database, parks the event.
   */
  readonly apply: (tx: Tx, event: FeedEvent) => Promise<void>;
}

export interface ConsumerStatus {
  readonly feed: string;
  /** Seconds that this consumer is behind, as far as it knows; 0 when it has applied all it was told. */
  readonly lagSeconds: number;
  readonly parked: number;
}

/** Follows a provider's feed for as long as it runs. Several instances may follow the same feed. */
export interface Consumer {
  start(): void;
  stop(): Promise<void>;
  status(): Promise<ConsumerStatus>;
  /** Applies parked events again. @returns how many are left */
  retryParked(): Promise<number>;
  /** Applies the whole feed again from its beginning. */
  replay(): Promise<void>;
}

const located = z.object({ cursor: cursorSchema, id: z.string().min(1) });
const attempts = 3;
const maxBackoff = 5_000;

/** Another instance was faster; its work stands and ours is rolled back. */
class OvertakenError extends Error {}

export function createConsumer<Tx extends SqlTransaction>(options: ConsumerOptions<Tx>): Consumer {
  const { feed, db, storeIds, log, apply } = options;
  const client = createFeedClient(options);
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let behindSince: number | undefined;

  function check(raw: unknown): FeedEvent {
    const event = eventSchema.parse(raw);
    if (!storeIds.has(event.storeId)) throw new Error(`store ${event.storeId} is not served here`);
    return event;
  }

  async function applyAll(from: string, raws: readonly unknown[]): Promise<void> {
    const events = raws.map(check);
    const last = events.at(-1);
    if (!last) return;
    await db.$transaction(async (tx) => {
      for (const event of events) await apply(tx, event);
      if (!(await moveCursor(tx, feed, from, last))) throw new OvertakenError();
    });
  }

  async function applyOrPark(from: string, raw: unknown): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await applyAll(from, [raw]);
      } catch (error) {
        if (error instanceof OvertakenError || isUnreachable(error)) throw error;
        if (attempt < attempts) continue;
        const place = located.parse(raw);
        const reason = reasonOf(error);
        log.error({ feed, event: place, reason }, 'event parked');
        await db.$transaction(async (tx) => {
          await parkEvent(tx, feed, raw, place.id, reason);
          const to = { cursor: place.cursor, occurredAt: new Date().toISOString() };
          if (!(await moveCursor(tx, feed, from, to))) throw new OvertakenError();
        });
        return;
      }
    }
  }

  async function applyPage(from: string, raws: readonly unknown[]): Promise<void> {
    // One transaction for the page; one for each event only when something in it is at fault, or all of it takes too long.
    try {
      await applyAll(from, raws);
    } catch (error) {
      if (error instanceof OvertakenError) throw error;
      let cursor = from;
      for (const raw of raws) {
        if (stopping.signal.aborted) return;
        await applyOrPark(cursor, raw);
        ({ cursor } = located.parse(raw));
      }
    }
  }

  async function step(): Promise<void> {
    const cursor = await db.$transaction((tx) => readCursor(tx, feed));
    const { events, more } = await client.read(cursor, stopping.signal);
    if (events.length > 0) {
      if (!z.array(located).safeParse(events).success)
        throw new FeedError('an event has no place in the feed');
      behindSince ??= Date.now();
      await applyPage(cursor, events);
    }
    if (!more) behindSince = undefined;
  }

  async function follow(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        await step();
        failures = 0;
      } catch (error) {
        if (stopping.signal.aborted) return;
        if (error instanceof OvertakenError) continue;
        behindSince ??= Date.now();
        failures += 1;
        log.warn({ feed, reason: reasonOf(error), failures }, 'feed not followed, trying again');
        const pause = Math.min(100 * 2 ** failures, maxBackoff);
        await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  return {
    start: () => {
      running ??= follow();
    },
    stop: async () => {
      stopping.abort();
      await running;
      await client.close();
    },
    status: async () => ({
      feed,
      lagSeconds: behindSince === undefined ? 0 : Math.ceil((Date.now() - behindSince) / 1_000),
      parked: await db.$transaction((tx) => countParked(tx, feed)),
    }),
    retryParked: async () => {
      let left = 0;
      for (const { id, event } of await db.$transaction((tx) => readParked(tx, feed))) {
        try {
          await db.$transaction(async (tx) => {
            await apply(tx, check(event));
            await unpark(tx, feed, id);
          });
        } catch (error) {
          left += 1;
          log.error({ feed, event: id, reason: reasonOf(error) }, 'event stays parked');
        }
      }
      return left;
    },
    replay: () => db.$transaction((tx) => resetCursor(tx, feed)),
  };
}

const reasonOf = (error: unknown): string =>
  error instanceof z.ZodError
    ? z.prettifyError(error)
    : error instanceof Error
      ? error.message
      : String(error);
