export { bundle } from '@customer-graph/bundle';
export { asAdmin } from './admin.ts';
export * from './canaries.ts';
export { mutationsForCustomers } from './customer-mutations.ts';
export * from './database.ts';
export * from './leaving.ts';
export * from './random-operation.ts';
export * from './severing-proxy.ts';
export { keysNotByStore } from './keys-by-store.ts';
export { schemaDrift } from './schema-drift.ts';
export * from './statements.ts';
export {
  createSubgraphClient,
  internalSecret,
  type CallOptions,
  type GraphQLAnswer,
} from './subgraph-client.ts';
export { audience, createTestIssuers, type TestIssuers, type TokenSubject } from './tokens.ts';
export {
  forgeries,
  malformedAuthorizations,
  startForgeryIssuers,
  type ForgeryIssuers,
} from '@customer-graph/trust/forgeries';
