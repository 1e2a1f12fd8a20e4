import type { FastifyInstance } from 'fastify';
import type { ConsumerStatus } from './consumer.ts';

/** Serves `GET /metrics` in Prometheus' text format: how far each feed is behind, and how many events are set aside. */
export function serveFeedMetrics(
  app: FastifyInstance,
  status: () => Promise<readonly ConsumerStatus[]>,
): void {
  app.get('/metrics', async (_request, reply) => {
    const feeds = await status();
    const lines = [
      '# HELP feed_lag_seconds Seconds that this consumer is behind the feed.',
      '# TYPE feed_lag_seconds gauge',
      ...feeds.map(({ feed, lagSeconds }) => `feed_lag_seconds{feed="${feed}"} ${lagSeconds}`),
      '# HELP feed_parked_events Events that could not be applied and were set aside.',
      '# TYPE feed_parked_events gauge',
      ...feeds.map(({ feed, parked }) => `feed_parked_events{feed="${feed}"} ${parked}`),
    ];
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(`${lines.join('\n')}\n`);
  });
}
