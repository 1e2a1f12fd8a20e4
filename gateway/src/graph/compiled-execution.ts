import type { ApolloGateway } from '@apollo/gateway';
import {
  createCompilingExecutor,
  type ExecutionResult,
  type FederatedGraph,
  type PreparedOperation,
  type SubgraphRequest,
} from '@customer-graph/plan-executor';
import { SpanStatusCode, trace, type Attributes, type Tracer } from '@opentelemetry/api';
import type { OperationDefinitionNode } from 'graphql';
import type { AdmittedOperation } from '../limits/admission.ts';
import type { Variables } from '../limits/cost.ts';
import { keptName } from '../telemetry/operation-record.ts';
import { callOf, type GatewayContext } from './call-context.ts';
import { planExtension } from './query-plan-extension.ts';
import type { CallSubgraph } from './subgraph-caller.ts';

export type Execute = ApolloGateway['executor'];
type ExecutedRequest = Parameters<Execute>[0];

export interface CompiledExecutionOptions {
  readonly graph: FederatedGraph;
  readonly callSubgraph: CallSubgraph;
  /** Tells the plan to requests that want it. */
  readonly exposeQueryPlans: boolean;
  /** Operations kept planned and compiled. */
  readonly maxOperations: number;
  readonly onPlanLookup: (result: 'hit' | 'miss') => void;
  /** Whether anybody reads spans. */
  readonly tracing: boolean;
}

type Traced = <Result extends { readonly errors?: unknown }>(
  name: string,
  attributes: Attributes,
  work: () => Promise<Result>,
) => Promise<Result>;

/** Runs work within spans of the names that Apollo's executor uses. */
const inSpans =
  (tracer: Tracer): Traced =>
  (name, attributes, work) =>
    tracer.startActiveSpan(name, { attributes }, async (span) => {
      try {
        const result = await work();
        if (result.errors) span.setStatus({ code: SpanStatusCode.ERROR });
        return result;
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });

const untraced: Traced = (_name, _attributes, work) => work();

/** An operation that came through Apollo Server before: it is valid, planned and compiled. */
export interface KnownOperation {
  readonly definition: OperationDefinitionNode;
  /** As {@link OperationRecord} has it. */
  readonly hash: string;
  /** @returns undefined for variables that do not fit, which Apollo Server refuses in its words */
  execute(variables: Variables, context: GatewayContext): Promise<ExecutionResult> | undefined;
}

export interface CompiledExecution {
  /** What Apollo Server calls once it has parsed and validated a request. */
  readonly execute: Execute;
  known(operation: AdmittedOperation): KnownOperation | undefined;
}

/** Executes operations by plans that are compiled once. */
export function createCompiledExecution(options: CompiledExecutionOptions): CompiledExecution {
  const { graph, maxOperations, callSubgraph, onPlanLookup } = options;
  // Taken only now: a tracer that was taken before tracing started would never write anything.
  const tracer = trace.getTracer('gateway');
  const traced = options.tracing ? inSpans(tracer) : untraced;
  const executor = createCompilingExecutor<ExecutedRequest>({
    graph,
    maxOperations,
    fetch: (request, { context }) => fetch(request, context),
  });
  const operations = new WeakMap<AdmittedOperation, KnownOperation>();

  const fetch = (request: SubgraphRequest, context: Readonly<Record<string, unknown>>) =>
    traced('gateway.fetch', { service: request.serviceName }, () =>
      callSubgraph(
        {
          service: request.serviceName,
          query: request.query,
          kind: request.kind,
          body: request.body(),
          variables: request.variables,
        },
        context,
      ),
    );

  function know(prepared: PreparedOperation, queryHash: string) {
    const { definition } = prepared;
    const attributes = attributesOf(definition);
    return {
      definition,
      hash: queryHash.slice(0, 12),
      execute(variables: Variables, context: GatewayContext) {
        if (prepared.checkVariables(variables)) return undefined;
        onPlanLookup('hit');
        return traced('gateway.request', attributes, () =>
          prepared.execute({ variables, fetch: (request) => fetch(request, context) }),
        );
      },
    };
  }

  const execute: Execute = async (request) => {
    const startTime = Date.now();
    const prepared = executor.prepare(request);
    const { operation } = callOf(request.context);
    const known = operation === undefined || operations.has(operation);
    onPlanLookup(known ? 'hit' : 'miss');
    return traced('gateway.request', attributesOf(prepared.definition), async () => {
      if (!known) {
        operations.set(operation, know(prepared, request.queryHash));
        tracer.startSpan('gateway.plan', { startTime }).end();
      }
      const { variables } = request.request;
      // Without data, Apollo Server blames the client.
      const errors = prepared.checkVariables(variables);
      if (errors) return { errors };
      const result = await prepared.execute({
        variables,
        fetch: (call) => fetch(call, request.context),
      });
      const shown = options.exposeQueryPlans
        ? planExtension(request.request.http?.headers, () => prepared.compiledFor(variables).plan)
        : undefined;
      return shown ? { ...result, extensions: { ...result.extensions, ...shown } } : result;
    });
  };
  return { execute, known: (operation) => operations.get(operation) };
}

function attributesOf({ operation, name }: OperationDefinitionNode): Attributes {
  return {
    'graphql.operation.type': operation,
    ...(name && { 'graphql.operation.name': keptName(name.value) }),
  };
}
