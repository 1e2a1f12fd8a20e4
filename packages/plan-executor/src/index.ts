export { createCompilingExecutor } from './executor/compiling-executor.ts';
export type {
  CompilingExecutor,
  CompilingExecutorOptions,
  OperationRequest,
} from './executor/compiling-executor.ts';
export { FederatedGraph } from './graph/federated-graph.ts';
export { markOneOf } from './graph/one-of.ts';
export { checkVariables } from './operation/check-variables.ts';
export type {
  CompiledOperation,
  ExecutionInput,
  ExecutionResult,
} from './operation/compiled-operation.ts';
export { PreparedOperation } from './operation/prepared-operation.ts';
export { UnsupportedOperationError } from './refusal.ts';
export { SubgraphRequest } from './subgraph-request.ts';
export type { FetchTemplate, SubgraphFetch, SubgraphResponse } from './subgraph-request.ts';
