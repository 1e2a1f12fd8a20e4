import { startSubgraph, signedIn, type RequestContext } from '@customer-graph/subgraph';
import { pino } from 'pino';
import type { Config } from '../src/config.ts';

/** A customer as its owner tells of it. */
export interface KnownCustomer {
  readonly storeId: string;
  status: string;
}

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key"])
  type Query { known: Int }
  type Customer @key(fields: "id") {
    id: ID!
    status: String!
  }`;

/** Answers signed questions about customers as the service does that owns them. */
export async function startCustomersService(config: Config) {
  const known = new Map<string, KnownCustomer>();
  let asked = 0;
  const service = await startSubgraph({
    name: 'customers',
    config: { ...config, PORT: 0 },
    log: pino({ level: 'silent' }),
    sdl,
    rules: { Customer: { __resolveReference: signedIn } },
    contributes: [],
    storeIds: new Set(config.STORES.map(({ id }) => id)),
    context: (request) => request,
    ready: () => Promise.resolve(),
    resolvers: {
      Customer: {
        __resolveReference: ({ id }: { id: string }, { storeId }: RequestContext) => {
          asked += 1;
          const customer = known.get(id);
          return customer?.storeId === storeId ? { id, ...customer } : null;
        },
      },
    },
  });
  return { ...service, known, asked: () => asked };
}
