import type { Operation } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { JsonRecord } from './json.ts';
import { checkOperation } from './operation-limits.ts';
import { compileNode } from './plan/compile-node.ts';
import type { Run, Step } from './plan/run.ts';
import { asGraphQLError } from './plan/subgraph-error.ts';
import { refuse, RefusedError, type Refusal } from './refusal.ts';
import { compileResponse, type ShapeResponse } from './shape/response.ts';
import type { SubgraphFetch } from './subgraph-request.ts';

export interface PlanToCompile {
  /** The operation that was planned, built over the API schema. */
  readonly operation: Operation;
  readonly queryPlan: QueryPlan;
  /** The whole supergraph, with what clients can't see. */
  readonly supergraphSchema: GraphQLSchema;
}

export interface ExecutionInput {
  /** The client's values; they must fit the operation's variable definitions. */
  readonly variables?: Readonly<JsonRecord> | null | undefined;
  readonly fetch: SubgraphFetch;
}

export interface ExecutionResult {
  /** Absent only when a subgraph's value could not be shaped at all. */
  readonly data?: JsonRecord | null;
  readonly errors?: readonly GraphQLError[];
  /** Faults of subgraph values, reported only when nothing else went wrong. */
  readonly extensions?: { readonly valueCompletion: readonly GraphQLError[] };
}

/** An operation ready to be executed any number of times. It keeps nothing between executions. */
export interface CompiledOperation {
  readonly kind: 'compiled';
  /** Rejects only where Apollo's executor does: a value in the way of a fetch path. */
  execute(input: ExecutionInput): Promise<ExecutionResult>;
}

function finish(run: Run, shape: ShapeResponse): ExecutionResult {
  const { errors, variables, fullResult } = run;
  // An error of a subgraph usually leaves nulls behind, whose faults would only repeat it.
  const faults: GraphQLError[] | undefined = errors.length > 0 ? undefined : [];
  try {
    const data = shape(fullResult, { variables, path: [], faults });
    if (faults === undefined) return { errors, data };
    return faults.length > 0 ? { extensions: { valueCompletion: faults }, data } : { data };
  } catch (error) {
    return { errors: [asGraphQLError(error)] };
  }
}

function compile({ operation, queryPlan, supergraphSchema }: PlanToCompile): CompiledOperation {
  const { node } = queryPlan;
  if (operation.rootKind === 'subscription' || node?.kind === 'Subscription') {
    return refuse('subscription');
  }
  checkOperation(operation);
  const shape = compileResponse(operation);
  const step: Step | undefined = node && compileNode(node, { supergraphSchema, operation });
  return {
    kind: 'compiled',
    async execute({ variables, fetch }) {
      const run: Run = { variables: variables ?? {}, fetch, fullResult: {}, errors: [] };
      await step?.(run, run.fullResult);
      return finish(run, shape);
    },
  };
}

/** Compiles a plan, or says why Apollo's executor must run it. */
export function compilePlan(plan: PlanToCompile): CompiledOperation | Refusal {
  try {
    return compile(plan);
  } catch (error) {
    if (error instanceof RefusedError) return { kind: 'refusal', reason: error.message };
    throw error;
  }
}
