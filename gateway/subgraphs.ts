/** A module of the graph: its contract and where it listens unless the environment says otherwise. */
export interface SubgraphEntry {
  readonly name: string;
  /** Path of the contract, from the root of the repository. */
  readonly schema: string;
  readonly url: string;
}

/** Every module of the graph. Adding one is one line here, and `npx pnpm compose`. */
export const subgraphs: readonly SubgraphEntry[] = [
  {
    name: 'customers',
    schema: 'services/customers/schema.graphql',
    url: 'http://127.0.0.1:4001/graphql',
  },
  {
    name: 'orders',
    schema: 'services/orders/schema.graphql',
    url: 'http://127.0.0.1:4002/graphql',
  },
  {
    name: 'loyalty',
    schema: 'services/loyalty/schema.graphql',
    url: 'http://127.0.0.1:4003/graphql',
  },
];
