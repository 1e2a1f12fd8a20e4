import { readFile } from 'node:fs/promises';
import { feedGauges } from '@customer-graph/events';
import type { Logger } from 'pino';
import { serveMetrics, startSubgraph, type RunningService } from '@customer-graph/subgraph';
import { contributes, rules } from './access.ts';
import type { Config } from './config.ts';
import { createContext, type Context } from './context.ts';
import { createModule } from './module.ts';
import { resolvers } from './resolvers/index.ts';
import { startScheduler } from './scheduler.ts';

const schemaFile = new URL('../schema.graphql', import.meta.url);

/** Starts the loyalty module: its database connections, its operations, its scheduler, its subgraph and what follows others. */
export async function createLoyaltyService(
  config: Config,
  log: Logger,
  clock?: () => Date,
): Promise<RunningService> {
  const { module, followers, close } = await createModule(config, log, clock);
  const storeIds = new Set(config.STORES.map(({ id }) => id));
  const server = await startSubgraph<Context>({
    name: 'loyalty',
    config,
    log,
    rules,
    resolvers,
    contributes,
    sdl: await readFile(schemaFile, 'utf8'),
    storeIds,
    context: (request) => createContext(module, request),
    ready: async () => ({ feeds: await followers.status() }),
    routes: (app) => serveMetrics(app, async () => feedGauges(await followers.status())),
  });
  followers.start();
  const scheduler = startScheduler(module, [...storeIds], log);
  return {
    url: server.url,
    stop: async () => {
      // At once: a request in hand has its time, whatever the event is that is being followed.
      await Promise.all([followers.stop(), scheduler.stop(), server.stop()]);
      await close();
    },
  };
}
