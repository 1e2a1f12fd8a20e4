import type { QueryPlan } from '@apollo/query-planner';
import type { GraphQLError } from 'graphql';
import type { FederatedGraph } from '../graph/federated-graph.ts';
import { bareRecord, isRecord, type JsonRecord } from '../json.ts';
import { compilePlan } from '../plan/compile-plan.ts';
import { merge, type LooseNames } from '../plan/merge.ts';
import type { Run, Step } from '../plan/run.ts';
import { asGraphQLError } from '../plan/subgraph-error.ts';
import { compileResponse, type ShapeResponse } from '../shape/response.ts';
import type { SubgraphFetch } from '../subgraph-request.ts';
import { clientPaths } from './client-paths.ts';
import type { Conditions } from './conditions.ts';
import { CompiledMemory } from './memory.ts';
import type { ClientOperation } from './operation.ts';
import { partsOf } from './parts.ts';
import { PlannedDocument } from './planned-document.ts';
import { ResponseKeys } from './response-keys.ts';
import { serialOperations } from './serial.ts';

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
  /** An estimate of what it takes on the heap; it grows when objects of further types turn up. */
  readonly bytes: number;
  execute(input: ExecutionInput): Promise<ExecutionResult>;
}

/** What is decided for a request before its operation is planned. */
interface Decisions {
  readonly conditions: Conditions;
  /** Which labels of `@override` are on. */
  readonly overrides: Map<string, boolean>;
}

/** What is executed before the next begins: a whole query, or one root field of a mutation. */
interface Stage {
  readonly plan: QueryPlan;
  readonly fetch: (run: Run) => Promise<void>;
  readonly shape: ShapeResponse;
}

async function runParts(steps: readonly Step[], run: Run, loose: LooseNames): Promise<void> {
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
  for (const result of results) merge(run.fullResult, result, loose);
}

function joined(kind: 'Parallel' | 'Sequence', plans: readonly QueryPlan[]): QueryPlan {
  const nodes = plans.flatMap(({ node }) =>
    node === undefined || node.kind === 'Subscription' ? [] : [node],
  );
  const [node] = nodes;
  if (nodes.length < 2) return { kind: 'QueryPlan', ...(node && { node }) };
  return { kind: 'QueryPlan', node: { kind, nodes } };
}

function compileStage(
  graph: FederatedGraph,
  operation: ClientOperation,
  { conditions, overrides, memory }: Decisions & { readonly memory: CompiledMemory },
): Stage {
  const keys = new ResponseKeys(operation.document, graph.requirements);
  const shape = compileResponse(operation, { conditions, keys, memory });
  const toClientPath = clientPaths(operation, keys);
  const plans = partsOf(operation, conditions, graph.requirements).flatMap((part) => {
    const document = new PlannedDocument(operation, keys, conditions, part).write();
    return document ? [graph.plan(document, overrides)] : [];
  });
  const steps = plans.map((plan) => compilePlan(plan, { graph, toClientPath }));
  for (const plan of plans) memory.planned(plan);
  const { interfaceObjects } = graph.requirements;
  return {
    plan: joined('Parallel', plans),
    shape,
    fetch: (run) => runParts(steps, run, interfaceObjects),
  };
}

async function executeStage(
  { fetch, shape }: Stage,
  run: Run,
  faults: GraphQLError[],
): Promise<JsonRecord | null> {
  const { errors, variables } = run;
  try {
    await fetch(run);
  } catch (error) {
    errors.push(asGraphQLError(error));
  }
  // An error of a subgraph usually leaves nulls behind, whose faults would only repeat it.
  const noted = errors.length > 0 ? undefined : faults;
  return shape(run.fullResult, { variables, path: [], errors, faults: noted });
}

/** False for a field that the object at the place does not have: it was fetched for objects of another type only. */
function isSelected(data: JsonRecord | null, { path = [] }: GraphQLError): boolean {
  let value: unknown = data;
  for (const part of path) {
    if (!isRecord(value)) return true;
    if (!Object.hasOwn(value, part)) return typeof part === 'number';
    value = value[part];
  }
  return true;
}

/** A null of a stage is that of the whole, and what comes after it is not begun. */
async function executeStages(
  stages: readonly Stage[],
  run: Run,
  faults: GraphQLError[],
): Promise<JsonRecord | null> {
  const data = bareRecord();
  for (const stage of stages) {
    const part = await executeStage(stage, { ...run, fullResult: {} }, faults);
    if (part === null) return null;
    Object.assign(data, part);
  }
  return data;
}

/**
 * Plans and compiles an operation for certain conditions and overrides.
 * @throws GraphQLError when it cannot be executed
 */
export function compileOperation(
  graph: FederatedGraph,
  operation: ClientOperation,
  decisions: Decisions,
): CompiledOperation {
  const memory = new CompiledMemory();
  const stages = serialOperations(operation, decisions.conditions).map((part) =>
    compileStage(graph, part, { ...decisions, memory }),
  );
  const [only, ...others] = stages;
  return {
    plan: joined(
      'Sequence',
      stages.map(({ plan }) => plan),
    ),
    get bytes() {
      return memory.bytes;
    },
    async execute({ variables, fetch }) {
      const run: Run = { variables: variables ?? {}, fetch, fullResult: {}, errors: [] };
      const faults: GraphQLError[] = [];
      const data =
        only && others.length === 0
          ? await executeStage(only, run, faults)
          : await executeStages(stages, run, faults);
      const mixesTypes = graph.requirements.interfaceObjects.size > 0;
      const errors = mixesTypes
        ? run.errors.filter((error) => isSelected(data, error))
        : run.errors;
      if (errors.length > 0) return { errors, data };
      return faults.length > 0 ? { extensions: { valueCompletion: faults }, data } : { data };
    },
  };
}
