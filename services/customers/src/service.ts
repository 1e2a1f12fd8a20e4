import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { serveFeed } from '@customer-graph/events';
import { jobGauges } from '@customer-graph/jobs';
import { repeat, serveMetrics, startSubgraph, type RunningService } from '@customer-graph/subgraph';
import { rules } from './access.ts';
import type { Config } from './config.ts';
import { createContext, type Context } from './context.ts';
import { openDatabase } from './db/database.ts';
import { fillSearchKeys } from './db/search-keys.ts';
import { discoveryDocument } from './discovery.ts';
import { attendPrivacyRequests } from './domain/attend-privacy-requests.ts';
import { startModuleJobs } from './jobs.ts';
import { createModule } from './module.ts';
import { resolvers } from './resolvers/index.ts';

const schemaFile = new URL('../schema.graphql', import.meta.url);
const privacyPause = 2_000;
const searchKeysPause = 60_000;

/** Starts the customers module: its database connections, its operations and its subgraph. */
export async function createCustomersService(config: Config, log: Logger): Promise<RunningService> {
  const db = openDatabase({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE, log });
  const module = await createModule(config, db);
  const jobs = await startModuleJobs(config, module, log);
  const { publishedKeys } = module.accessTokens;
  const { TOKEN_ISSUER: issuer, JWKS_URL: jwksUrl } = config;
  const server = await startSubgraph<Context>({
    name: 'customers',
    config,
    log,
    rules,
    resolvers,
    contributes: [],
    sdl: await readFile(schemaFile, 'utf8'),
    storeIds: new Set(config.STORES.map(({ id }) => id)),
    context: (request) => createContext(module, request),
    ready: () => db.prisma.$queryRaw`SELECT 1`,
    routes: (app) => {
      serveMetrics(app, () => jobGauges(db.query));
      serveFeed(app, { service: 'customers', secrets: config.INTERNAL_SECRETS, query: db.query });
      const cached = 'public, max-age=60';
      app.get('/.well-known/jwks.json', (_request, reply) =>
        reply.header('cache-control', cached).send(publishedKeys),
      );
      app.get('/.well-known/openid-configuration', ({ protocol, host }, reply) =>
        reply
          .header('cache-control', cached)
          .send(discoveryDocument({ issuer, jwksUrl }, `${protocol}://${host}`)),
      );
    },
  });
  const privacy = repeat(log, 'privacy requests', privacyPause, () =>
    attendPrivacyRequests(module, log),
  );
  const searchKeys = repeat(log, 'search keys', searchKeysPause, (signal) =>
    fillSearchKeys(db, signal),
  );
  return {
    url: server.url,
    stop: async () => {
      await Promise.all([server.stop(), jobs.stop(), privacy.stop(), searchKeys.stop()]);
      await db.close();
    },
  };
}
