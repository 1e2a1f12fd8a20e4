import type { ListedSubgraph } from '../supergraph/load-graph.ts';
import type { SubgraphClient } from './subgraph-client.ts';

export type ClientOf = (name: string) => SubgraphClient | undefined;

/** The clients of the subgraphs that the current supergraph lists. */
export interface SubgraphRegistry {
  get: ClientOf;
  all(): SubgraphClient[];
  /**
   * Creates clients for new subgraphs and keeps unchanged ones; those that are gone stay for the requests that run.
   * @returns the clients of this list, also after the next one came
   */
  update(listed: readonly ListedSubgraph[]): ClientOf;
  /** Lets running calls finish. */
  close(): Promise<void>;
  /** Ends running calls too. */
  abort(): void;
}

/**
 * @param urlOf the URL to use, given the one in the supergraph
 * @param requestTimeout milliseconds after which no request makes calls any more
 */
export function createSubgraphRegistry(
  create: (name: string, url: string) => SubgraphClient,
  urlOf: (subgraph: ListedSubgraph) => string,
  requestTimeout: number,
): SubgraphRegistry {
  let clients = new Map<string, SubgraphClient>();
  const leaving = new Set<SubgraphClient>();

  function retire(client: SubgraphClient): void {
    leaving.add(client);
    const close = () => client.close().finally(() => leaving.delete(client));
    setTimeout(() => void close(), requestTimeout).unref();
  }
  const open = () => [...clients.values(), ...leaving];

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
      for (const client of gone) retire(client);
      return (name) => next.get(name);
    },
    async close() {
      await Promise.all(open().map((client) => client.close()));
    },
    abort() {
      for (const client of open()) client.abort();
    },
  };
}
