import type { FastifyInstance } from 'fastify';
import type { Graph } from '../graph/graph.ts';
import type { SubgraphRegistry } from '../subgraph/subgraph-registry.ts';

export interface HealthOptions {
  readonly registry: SubgraphRegistry;
  readonly graph: Graph;
  readonly stopping: () => boolean;
}

const pingMaxAge = 1_000;

/**
 * `/livez`: the process runs. `/readyz`: it can take requests; the state of each subgraph is told but does not decide,
 * because a graph without one module is still worth serving.
 */
export function registerHealthRoutes(app: FastifyInstance, options: HealthOptions): void {
  let pinged: { at: number; states: Promise<Record<string, string>> } | undefined;

  async function pingAll(): Promise<Record<string, string>> {
    const clients = options.registry.all();
    const states = await Promise.all(
      clients.map(async (client) => ((await client.ping()) ? 'up' : 'down')),
    );
    return Object.fromEntries(
      clients.map((client, index) => [client.name, states[index] ?? 'down']),
    );
  }

  app.get('/livez', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    if (!pinged || Date.now() - pinged.at > pingMaxAge)
      pinged = { at: Date.now(), states: pingAll() };
    const stopping = options.stopping();
    void reply.code(stopping ? 503 : 200);
    return {
      status: stopping ? 'stopping' : 'ready',
      supergraph: options.graph.supergraph,
      subgraphs: await pinged.states,
    };
  });
}
