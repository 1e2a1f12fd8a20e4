import { createReceiptSender } from '@customer-graph/customer-references';
import { createConsumer, type ConsumerStatus } from '@customer-graph/events';
import { ConfigError, repeat, type Peer } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import { applyCustomerEvent } from './domain/apply-customer-event.ts';
import { doPrivacyWork } from './domain/privacy-work.ts';

/** What this module does on its own: it follows the feeds of others and carries out their privacy requests. */
export interface Followers {
  start(): void;
  stop(): Promise<void>;
  /** How far each feed has been followed. */
  status(): Promise<ConsumerStatus[]>;
  /** Applies events again that could not be applied. @returns how many still cannot */
  retryParked(): Promise<number>;
  /** Applies a whole feed again. @throws ConfigError for a feed that this module does not follow */
  replay(feed: string): Promise<void>;
}

interface FollowersOptions {
  readonly config: Config;
  readonly db: Database;
  readonly customers: Peer;
  readonly log: Logger;
}

const privacyPause = 1_000;

export function createFollowers({ config, db, customers, log }: FollowersOptions): Followers {
  const module = 'orders';
  const feed = 'customers';
  const consumer = createConsumer({
    feed,
    url: config.CUSTOMERS_URL,
    caller: module,
    secret: config.INTERNAL_SECRETS[0] ?? '',
    db: db.following,
    storeIds: new Set(config.STORES.map(({ id }) => id)),
    log,
    apply: applyCustomerEvent,
  });
  const receipts = createReceiptSender({ db: db.prisma, customers, module, log });
  const recheckHeld = config.HELD_ERASURE_RECHECK_SECONDS * 1_000;
  const privacy = { db, customers, log, recheckHeld };
  let working: ReturnType<typeof repeat> | undefined;
  return {
    start: () => {
      consumer.start();
      receipts.start();
      working ??= repeat(log, 'privacy requests', privacyPause, (signal) =>
        doPrivacyWork(privacy, signal),
      );
    },
    stop: async () => {
      await Promise.all([consumer.stop(), receipts.stop(), working?.stop()]);
    },
    status: async () => [await consumer.status()],
    retryParked: () => consumer.retryParked(),
    replay: async (name) => {
      if (name !== feed)
        throw new ConfigError(`${name} is no feed that ${module} follows: ${feed}`);
      await consumer.replay();
    },
  };
}
