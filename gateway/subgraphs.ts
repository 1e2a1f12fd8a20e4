/** A module of the graph: its contract and where it listens unless the environment says otherwise. */
export interface SubgraphEntry {
  readonly name: string;
  /** Path of the contract, from the root of the repository. */
  readonly schema: string;
  readonly url: string;
  /**
   * Whether it stores anything about people, ids of customers included: then it takes part in every export and erasure, and no
   * deployment may leave it out.
   */
  readonly holdsPersonalData: boolean;
  /** Words that name the module's domain, plurals aside: the core module may not use them, since it knows no consumer. */
  readonly words: readonly string[];
}

/** Every module of the graph. Adding one is one line here, and `npx pnpm compose`. */
export const subgraphs: readonly SubgraphEntry[] = [
  {
    name: 'customers',
    schema: 'services/customers/schema.graphql',
    url: 'http://127.0.0.1:4001/graphql',
    holdsPersonalData: true,
    words: [],
  },
  {
    name: 'orders',
    schema: 'services/orders/schema.graphql',
    url: 'http://127.0.0.1:4002/graphql',
    holdsPersonalData: true,
    words: ['order', 'ordering', 'purchase'],
  },
  {
    name: 'loyalty',
    schema: 'services/loyalty/schema.graphql',
    url: 'http://127.0.0.1:4003/graphql',
    holdsPersonalData: true,
    words: ['loyalty', 'point', 'reward'],
  },
];
