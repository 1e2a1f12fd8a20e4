import type { ListedSubgraph } from '../supergraph/subgraph-list.ts';
import type { SubgraphClient } from './subgraph-client.ts';

/** The clients of the subgraphs that the current supergraph lists. */
export interface SubgraphRegistry {
  get(name: string): SubgraphClient | undefined;
  all(): SubgraphClient[];
  /** Creates clients for new subgraphs, keeps unchanged ones, and lets those that are gone finish their calls. */
  update(listed: readonly ListedSubgraph[]): void;
  close(): Promise<void>;
}

/** @param urlOf the URL to use, given the one in the supergraph */
export function createSubgraphRegistry(
  create: (name: string, url: string) => SubgraphClient,
  urlOf: (subgraph: ListedSubgraph) => string,
): SubgraphRegistry {
  let clients = new Map<string, SubgraphClient>();
  return {
    get: (name) => clients.get(name),
    all: () => [...clients.values()],
    update(listed) {
      const next = new Map<string, SubgraphClient>();
      for (const subgraph of listed) {
        const url = urlOf(subgraph);
        const current = clients.get(subgraph.name);
        next.set(subgraph.name, current?.url === url ? current : create(subgraph.name, url));
      }
      const gone = [...clients.values()].filter((client) => next.get(client.name) !== client);
      clients = next;
      for (const client of gone) void client.close();
    },
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}
