import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { createPeer, startSubgraph, type RunningService } from '@customer-graph/subgraph';
import { contributes, rules } from './access.ts';
import type { Config } from './config.ts';
import { createContext, type Context } from './context.ts';
import { openDatabase } from './db/database.ts';
import { createBackgroundWork } from './domain/background-work.ts';
import { createCustomerReferences } from './domain/customer-references.ts';
import { createGuestTokens } from './domain/guest-tokens.ts';
import type { Module } from './domain/module.ts';
import { createMailer } from './mail.ts';
import { resolvers } from './resolvers/index.ts';

const name = 'orders';
const schemaFile = new URL('../schema.graphql', import.meta.url);

/** Starts the orders module: its database connections, its operations and its subgraph. */
export async function createOrdersService(config: Config, log: Logger): Promise<RunningService> {
  const stores = new Map(config.STORES.map((store) => [store.id, store]));
  const db = openDatabase({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE, log });
  const customers = createPeer({
    service: 'customers',
    url: config.CUSTOMERS_URL,
    caller: name,
    secret: config.INTERNAL_SECRETS[0] ?? '',
  });
  const module: Module = {
    db,
    customerReferences: createCustomerReferences(customers),
    guestTokens: createGuestTokens(config.GUEST_TOKEN_SECRETS),
    mailer: createMailer({ smtpUrl: config.SMTP_URL, folder: config.MAIL_DIR }),
    background: createBackgroundWork(log),
    settingsOf: (storeId) => {
      const settings = stores.get(storeId);
      if (!settings) throw new Error(`store ${storeId} is not configured`);
      return settings;
    },
  };
  const server = await startSubgraph<Context>({
    name,
    config,
    log,
    rules,
    resolvers,
    contributes,
    sdl: await readFile(schemaFile, 'utf8'),
    storeIds: new Set(stores.keys()),
    context: (request) => createContext(module, request),
    ready: () => db.prisma.$queryRaw`SELECT 1`,
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await module.background.finished();
      module.mailer.close();
      await customers.close();
      await db.close();
    },
  };
}
