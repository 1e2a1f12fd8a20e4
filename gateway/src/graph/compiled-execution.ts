import type { ApolloGateway } from '@apollo/gateway';
import { createCompilingExecutor, type PreparedOperation } from '@customer-graph/plan-executor';
import { SpanStatusCode, trace, type Attributes, type Tracer } from '@opentelemetry/api';
import type { CallSubgraph } from './subgraph-caller.ts';

export type Execute = ApolloGateway['executor'];
type ExecutedRequest = Parameters<Execute>[0];

export interface CompiledExecutionOptions {
  readonly supergraphSdl: string;
  readonly callSubgraph: CallSubgraph;
  /** Executes what cannot be compiled. */
  readonly fallback: Execute;
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

/** Executes operations by plans that are compiled once. */
export function createCompiledExecution(options: CompiledExecutionOptions): Execute {
  const { supergraphSdl, maxOperations, callSubgraph, fallback, onPlanLookup } = options;
  // Taken only now: a tracer that was taken before tracing started would never write anything.
  const tracer = trace.getTracer('gateway');
  const traced = options.tracing ? inSpans(tracer) : untraced;
  const executor = createCompilingExecutor({
    supergraphSdl,
    maxOperations,
    fallback,
    fetch: (request, { context }: ExecutedRequest) =>
      traced('gateway.fetch', { service: request.serviceName }, () =>
        callSubgraph(
          {
            service: request.serviceName,
            query: request.query,
            kind: request.kind,
            body: request.body(),
            representations: request.variables['representations'],
          },
          context,
        ),
      ),
  });
  const executedBefore = new WeakSet<PreparedOperation>();

  return async (request) => {
    const startTime = Date.now();
    const prepared = executor.prepare(request);
    // What is left to Apollo's executor is planned, counted and traced there.
    if (prepared.compiled.kind === 'refusal') return fallback(request);
    const known = executedBefore.has(prepared);
    onPlanLookup(known ? 'hit' : 'miss');
    const { operationName } = request;
    const attributes = {
      'graphql.operation.type': prepared.definition.operation,
      ...(operationName !== null && { 'graphql.operation.name': operationName }),
    };
    return traced('gateway.request', attributes, () => {
      if (!known) {
        executedBefore.add(prepared);
        tracer.startSpan('gateway.plan', { startTime }).end();
      }
      return executor.execute(request);
    });
  };
}
