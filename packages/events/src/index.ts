export { createConsumer, type Consumer, type ConsumerStatus } from './consumer.ts';
export { type FeedEvent } from './event.ts';
export { serveFeed } from './feed.ts';
export { feedGauges } from './metrics.ts';
export { appendEvent, appendEvents, compactEvents, type NewEvent } from './outbox.ts';
