export type { FetchedPath, FetchShape } from './fetched/fetch-shape.ts';
export { FederatedGraph } from './graph/federated-graph.ts';
export { checkVariables } from './operation/check-variables.ts';
export type {
  CompiledOperation,
  ExecutionInput,
  ExecutionResult,
} from './operation/compiled-operation.ts';
export { documentBytes, planBytes } from './operation/memory.ts';
export { PreparedOperation } from './operation/prepared-operation.ts';
export { templateOf } from './plan/fetch.ts';
export { UnsupportedOperationError } from './refusal.ts';
export { SubgraphRequest } from './subgraph-request.ts';
export type { FetchTemplate, SubgraphFetch, SubgraphResponse } from './subgraph-request.ts';
