import { readFile } from 'node:fs/promises';
import { feedGauges, serveFeed } from '@customer-graph/events';
import { jobGauges } from '@customer-graph/jobs';
import type { Logger } from 'pino';
import { repeat, serveMetrics, startSubgraph, type RunningService } from '@customer-graph/subgraph';
import { contributes, rules } from './access.ts';
import type { Config } from './config.ts';
import { createContext, type Context } from './context.ts';
import { fillSearchKeys } from './db/search-keys.ts';
import { startModuleJobs } from './jobs.ts';
import { createModule } from './module.ts';
import { resolvers } from './resolvers/index.ts';

const schemaFile = new URL('../schema.graphql', import.meta.url);
const searchKeysPause = 60_000;

/** Starts the orders module: its database connections, its operations and its subgraph. */
export async function createOrdersService(config: Config, log: Logger): Promise<RunningService> {
  const { module, followers, close } = createModule(config, log);
  const jobs = await startModuleJobs(config, module, log);
  const server = await startSubgraph<Context>({
    name: 'orders',
    config,
    log,
    rules,
    resolvers,
    contributes,
    sdl: await readFile(schemaFile, 'utf8'),
    storeIds: new Set(config.STORES.map(({ id }) => id)),
    context: (request) => createContext(module, request),
    ready: async () => ({ feeds: await followers.status() }),
    routes: (app) => {
      serveFeed(app, {
        service: 'orders',
        secrets: config.INTERNAL_SECRETS,
        query: module.db.query,
      });
      serveMetrics(app, async () => [
        ...feedGauges(await followers.status()),
        ...(await jobGauges(module.db.query)),
      ]);
    },
  });
  followers.start();
  const searchKeys = repeat(log, 'search keys', searchKeysPause, (signal) =>
    fillSearchKeys(module.db, signal),
  );
  return {
    url: server.url,
    stop: async () => {
      // At once: a request in hand has its time, whatever the event is that is being followed.
      await Promise.all([jobs.stop(), searchKeys.stop(), followers.stop(), server.stop()]);
      await close();
    },
  };
}
