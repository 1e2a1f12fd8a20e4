import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { startSubgraph, type RunningService } from '@customer-graph/subgraph';
import { rules } from './access.ts';
import type { Config } from './config.ts';
import { createContext, type Context } from './context.ts';
import { openDatabase } from './db/database.ts';
import { createAccessTokens } from './domain/access-tokens.ts';
import type { Module } from './domain/module.ts';
import { createPasswords } from './domain/passwords.ts';
import { resolvers } from './resolvers/index.ts';

const schemaFile = new URL('../schema.graphql', import.meta.url);

/** Starts the customers module: its database connections, its operations and its subgraph. */
export async function createCustomersService(config: Config, log: Logger): Promise<RunningService> {
  const stores = new Map(config.STORES.map((store) => [store.id, store]));
  const db = openDatabase({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE, log });
  const accessTokens = await createAccessTokens({
    keys: config.SIGNING_KEYS.keys,
    issuer: config.TOKEN_ISSUER,
    audience: config.TOKEN_AUDIENCE,
  });
  const module: Module = {
    db,
    accessTokens,
    passwords: await createPasswords(),
    settingsOf: (storeId) => {
      const settings = stores.get(storeId);
      if (!settings) throw new Error(`store ${storeId} is not configured`);
      return settings;
    },
  };
  const server = await startSubgraph<Context>({
    name: 'customers',
    config,
    log,
    rules,
    resolvers,
    contributes: [],
    sdl: await readFile(schemaFile, 'utf8'),
    storeIds: new Set(stores.keys()),
    context: (request) => createContext(module, request),
    ready: () => db.prisma.$queryRaw`SELECT 1`,
    routes: (app) => {
      app.get('/.well-known/jwks.json', (_request, reply) =>
        reply.header('cache-control', 'public, max-age=60').send(accessTokens.publishedKeys),
      );
    },
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await db.close();
    },
  };
}
