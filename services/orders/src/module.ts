import { createPeer } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { openDatabase } from './db/database.ts';
import { createCustomerReferences } from './domain/customer-references.ts';
import { createGuestTokens } from './domain/guest-tokens.ts';
import type { Module } from './domain/module.ts';
import { createFollowers, type Followers } from './followers.ts';

/** Puts the module together from its configuration. */
export function createModule(
  config: Config,
  log: Logger,
): { module: Module; followers: Followers; close: () => Promise<void> } {
  const stores = new Map(config.STORES.map((store) => [store.id, store]));
  const db = openDatabase({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE, log });
  const customers = createPeer({
    service: 'customers',
    url: config.CUSTOMERS_URL,
    caller: 'orders',
    secret: config.INTERNAL_SECRETS[0] ?? '',
  });
  const module: Module = {
    db,
    customerReferences: createCustomerReferences(db, customers),
    guestTokens: createGuestTokens(config.GUEST_TOKEN_SECRETS),
    settingsOf: (storeId) => {
      const settings = stores.get(storeId);
      if (!settings) throw new Error(`store ${storeId} is not configured`);
      return settings;
    },
  };
  return {
    module,
    followers: createFollowers({ config, db, customers, log }),
    close: async () => {
      await customers.close();
      await db.close();
    },
  };
}
