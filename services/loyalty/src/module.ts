import { createCustomerReferences } from '@customer-graph/customer-references';
import { createPeer } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { openDatabase } from './db/database.ts';
import { ensureProgram } from './db/programs.ts';
import type { Module } from './domain/module.ts';
import { createFollowers, type Followers } from './followers.ts';
import { defaultRules, defaultTiers } from './domain/program.ts';

/** Puts the module together from its configuration, with a programme for each store. */
export async function createModule(
  config: Config,
  log: Logger,
  clock = () => new Date(),
): Promise<{ module: Module; followers: Followers; close: () => Promise<void> }> {
  const db = openDatabase({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE, log });
  for (const { id, timeZone, currency } of config.STORES)
    await ensureProgram(
      db,
      id,
      { ...defaultRules, timeZone, earnCurrency: currency },
      defaultTiers,
    );
  const customers = createPeer({
    service: 'customers',
    url: config.CUSTOMERS_URL,
    caller: 'loyalty',
    secret: config.INTERNAL_SECRETS[0] ?? '',
  });
  const module = { db, clock, customerReferences: createCustomerReferences(db.prisma, customers) };
  return {
    module,
    followers: createFollowers({ config, module, customers, log }),
    close: async () => {
      await customers.close();
      await db.close();
    },
  };
}
