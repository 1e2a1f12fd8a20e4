import { subgraphs } from './gateway/subgraphs.ts';
import type { SchemaCheckConfig } from './packages/schema-check/src/index.ts';

/** What `npx pnpm schema:check` compares and which rules this graph has set itself; see docs/schema-checks.md. */
export default {
  subgraphs: subgraphs.map(({ name, schema, url }) => ({ name, schema, url })),
  // What front ends send: documents beside an example or a front end, manifests the gateway may be given, what the guides and
  // the explorer show, and what the demo data are written with.
  operations: [
    'operations/**/*.{graphql,json}',
    '!operations/**/*.variables.json',
    'examples/**/*.graphql',
    'gateway/examples/*.graphql',
    'README.md',
    'docs/front-end.md',
    'infra/local/src/demo/*.ts',
  ],
  architecture: {
    providers: {
      customers: {
        mayNotName: [...subgraphs.flatMap(({ words }) => words), 'points', 'tier'],
      },
    },
    owners: {
      Customer: 'customers',
      Order: 'orders',
      LoyaltyAccount: 'loyalty',
      PointsEntry: 'loyalty',
    },
    subsets: [
      ['customers'],
      ['customers', 'orders'],
      ['customers', 'loyalty'],
      ['customers', 'orders', 'loyalty'],
    ],
  },
  lint: { inputSuffixes: ['Input', 'Filter', 'Sort', 'Range'] },
  drift: { supergraph: 'gateway/supergraph.graphql', api: 'gateway/api.graphql' },
} satisfies SchemaCheckConfig;
