import type { QueryPlan } from '@apollo/query-planner';
import type { GraphQLError } from 'graphql';
import type { FederatedGraph } from '../graph/federated-graph.ts';
import type { JsonRecord } from '../json.ts';
import { compilePlan } from '../plan/compile-plan.ts';
import { merge } from '../plan/merge.ts';
import type { Run, Step } from '../plan/run.ts';
import { asGraphQLError } from '../plan/subgraph-error.ts';
import { compileResponse, type ShapeResponse } from '../shape/response.ts';
import type { SubgraphFetch } from '../subgraph-request.ts';
import { clientPaths } from './client-paths.ts';
import type { Conditions } from './conditions.ts';
import type { ClientOperation } from './operation.ts';
import { partsOf } from './parts.ts';
import { PlannedDocument } from './planned-document.ts';
import { ResponseKeys } from './response-keys.ts';

export interface ExecutionInput {
  /** The client's values; they must fit the operation's variable definitions. */
  readonly variables?: Readonly<JsonRecord> | null | undefined;
  readonly fetch: SubgraphFetch;
}

export interface ExecutionResult {
  readonly data: JsonRecord | null;
  readonly errors?: readonly GraphQLError[];
  /** Faults of subgraph values, reported only when nothing else went wrong. */
  readonly extensions?: { readonly valueCompletion: readonly GraphQLError[] };
}

/** An operation with its conditions decided, ready to be executed any number of times. It keeps nothing in between. */
export interface CompiledOperation {
  /** All that is fetched; without a node when no subgraph is needed. */
  readonly plan: QueryPlan;
  execute(input: ExecutionInput): Promise<ExecutionResult>;
}

function finish(run: Run, shape: ShapeResponse): ExecutionResult {
  const { errors, variables, fullResult } = run;
  // An error of a subgraph usually leaves nulls behind, whose faults would only repeat it.
  const faults: GraphQLError[] | undefined = errors.length > 0 ? undefined : [];
  const data = shape(fullResult, { variables, path: [], errors, faults });
  if (errors.length > 0) return { errors, data };
  return faults && faults.length > 0 ? { extensions: { valueCompletion: faults }, data } : { data };
}

async function runParts(steps: readonly Step[], run: Run): Promise<void> {
  const [first, ...others] = steps;
  if (others.length === 0) return first?.(run, run.fullResult);
  // Each part has fields of its own under names that the others use too.
  const results = await Promise.all(
    steps.map(async (step) => {
      const part: Run = { ...run, fullResult: {} };
      await step(part, part.fullResult);
      return part.fullResult;
    }),
  );
  for (const result of results) merge(run.fullResult, result);
}

function inParallel(plans: readonly QueryPlan[]): QueryPlan {
  const [first = { kind: 'QueryPlan' }] = plans;
  if (plans.length < 2) return first;
  const nodes = plans.flatMap(({ node }) =>
    node === undefined || node.kind === 'Subscription' ? [] : [node],
  );
  return { kind: 'QueryPlan', node: { kind: 'Parallel', nodes } };
}

/**
 * Plans and compiles an operation for certain conditions.
 * @throws GraphQLError when it cannot be executed
 */
export function compileOperation(
  graph: FederatedGraph,
  operation: ClientOperation,
  conditions: Conditions,
): CompiledOperation {
  const keys = new ResponseKeys(operation.document, graph.requirements);
  const shape = compileResponse(operation, conditions, keys);
  const toClientPath = clientPaths(operation, keys);
  const plans = partsOf(operation, conditions, graph.requirements).flatMap((part) => {
    const document = new PlannedDocument(operation, keys, conditions, part).write();
    return document ? [graph.plan(document)] : [];
  });
  const steps = plans.map((plan) => compilePlan(plan, { graph, toClientPath }));
  return {
    plan: inParallel(plans),
    async execute({ variables, fetch }) {
      const run: Run = { variables: variables ?? {}, fetch, fullResult: {}, errors: [] };
      try {
        await runParts(steps, run);
      } catch (error) {
        run.errors.push(asGraphQLError(error));
      }
      return finish(run, shape);
    },
  };
}
