export { compilePlan } from './compile-plan.ts';
export type {
  CompiledOperation,
  ExecutionInput,
  ExecutionResult,
  PlanToCompile,
} from './compile-plan.ts';
export { checkVariables } from './executor/check-variables.ts';
export { createCompilingExecutor } from './executor/compiling-executor.ts';
export type {
  CompilingExecutor,
  CompilingExecutorOptions,
  OperationRequest,
} from './executor/compiling-executor.ts';
export type { PlannedSchema, PreparedOperation } from './executor/planned-schema.ts';
export type { Refusal } from './refusal.ts';
export { SubgraphRequest } from './subgraph-request.ts';
export type { FetchTemplate, SubgraphFetch, SubgraphResponse } from './subgraph-request.ts';
