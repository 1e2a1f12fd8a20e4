import { createReceiptSender } from '@customer-graph/customer-references';
import { createConsumer, type ConsumerStatus, type FeedEvent } from '@customer-graph/events';
import { ConfigError, type Peer } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Transaction } from './db/database.ts';
import { applyCustomerEvent } from './domain/apply-customer-event.ts';
import { applyOrderEvent } from './domain/apply-order-event.ts';
import type { Module } from './domain/module.ts';

/** What this module does on its own: it follows the feeds of others and answers privacy requests. */
export interface Followers {
  start(): void;
  stop(): Promise<void>;
  /** How far each feed has been followed. */
  status(): Promise<ConsumerStatus[]>;
  /** Applies events again that could not be applied. @returns how many still cannot */
  retryParked(): Promise<number>;
  /** Lets a feed be applied from its beginning. @throws ConfigError for a feed that this module does not follow */
  replay(feed: string): Promise<void>;
}

interface FollowersOptions {
  readonly config: Config;
  readonly module: Module;
  readonly customers: Peer;
  readonly log: Logger;
}

const caller = 'loyalty';

export function createFollowers({ config, module, customers, log }: FollowersOptions): Followers {
  const db = module.db.prisma;
  const storeIds = new Set(config.STORES.map(({ id }) => id));
  const secret = config.INTERNAL_SECRETS[0] ?? '';
  const follow = (
    feed: string,
    url: string,
    apply: (tx: Transaction, event: FeedEvent) => Promise<void>,
  ) => ({
    feed,
    consumer: createConsumer({
      feed,
      url,
      caller,
      secret,
      db: module.db.following,
      storeIds,
      log,
      apply,
    }),
  });
  const followed = [follow('customers', config.CUSTOMERS_URL, applyCustomerEvent(module))];
  if (config.ORDERS_URL !== undefined)
    followed.push(follow('orders', config.ORDERS_URL, applyOrderEvent(module)));
  const receipts = createReceiptSender({ db, customers, module: caller, log });
  return {
    start: () => {
      for (const { consumer } of followed) consumer.start();
      receipts.start();
    },
    stop: async () => {
      await Promise.all([...followed.map(({ consumer }) => consumer.stop()), receipts.stop()]);
    },
    status: () => Promise.all(followed.map(({ consumer }) => consumer.status())),
    retryParked: async () => {
      let left = 0;
      for (const { consumer } of followed) left += await consumer.retryParked();
      return left;
    },
    replay: async (feed) => {
      const found = followed.find((each) => each.feed === feed);
      const names = followed.map((each) => each.feed).join(', ');
      if (!found) throw new ConfigError(`replay <feed>, where feed is one of: ${names}`);
      await found.consumer.replay();
    },
  };
}
