import type { Gauge } from '@customer-graph/subgraph';
import type { ConsumerStatus } from './consumer.ts';

/** How far each feed is behind, and how many events are set aside. */
export const feedGauges = (feeds: readonly ConsumerStatus[]): Gauge[] => [
  {
    name: 'feed_lag_seconds',
    help: 'Seconds by which this consumer is behind the feed.',
    values: feeds.map(({ feed, lagSeconds }) => ({ labels: { feed }, value: lagSeconds })),
  },
  {
    name: 'feed_parked_events',
    help: 'Events that could not be applied and were parked.',
    values: feeds.map(({ feed, parked }) => ({ labels: { feed }, value: parked })),
  },
];
