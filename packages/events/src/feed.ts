import { setTimeout as delay } from 'node:timers/promises';
import { callerOf, type Query } from '@customer-graph/subgraph';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cursorSchema, feedStart, type FeedEvent } from './event.ts';
import { FutureCursorError, readEvents } from './outbox.ts';

const parameters = z.object({
  after: cursorSchema.default(feedStart),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** Seconds to wait for an event when there is none. */
  wait: z.coerce.number().int().min(0).max(25).default(0),
});

const pollInterval = 200;

export interface FeedOptions {
  /** The name of the service that tells. */
  readonly service: string;
  readonly secrets: readonly string[];
  readonly query: Query;
}

/** Serves `GET /events` to processes that sign their calls. The provider keeps no list of who listens. */
export function serveFeed(app: FastifyInstance, { service, secrets, query }: FeedOptions): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });

  async function waitForEvents(
    request: FastifyRequest,
    { after, limit, wait }: z.output<typeof parameters>,
  ) {
    const until = Date.now() + wait * 1_000;
    for (;;) {
      const events = await readEvents(query, after, limit);
      const over = Date.now() >= until || closing || request.raw.destroyed;
      if (events.length > 0 || over) return events;
      await delay(pollInterval);
    }
  }

  app.get('/events', async (request, reply) => {
    if (callerOf(request, service, secrets) === null) return reply.code(403).send();
    const parsed = parameters.safeParse(request.query);
    if (!parsed.success) return reply.code(400).send({ message: z.prettifyError(parsed.error) });
    try {
      const events: FeedEvent[] = await waitForEvents(request, parsed.data);
      return { events, more: events.length === parsed.data.limit };
    } catch (error) {
      if (error instanceof FutureCursorError)
        return reply.code(409).send({ message: error.message });
      throw error;
    }
  });
}
