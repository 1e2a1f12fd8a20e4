import type { SubgraphRequest } from '@customer-graph/plan-executor';
import { SpanStatusCode, trace, type Attributes, type Tracer } from '@opentelemetry/api';
import type { Variables } from '../limits/cost.ts';
import type { Executed, Operation } from '../operations/operation.ts';
import type { ClientOf } from '../subgraph/subgraph-registry.ts';
import { keptName } from '../telemetry/operation-record.ts';
import type { CallContext } from './call-context.ts';
import { createSubgraphCaller } from './subgraph-caller.ts';

/** Executes an operation with values that fit its variables, on behalf of one request. */
export type Execute = (
  operation: Operation,
  variables: Variables,
  call: CallContext,
) => Promise<Executed>;

export interface ExecutionOptions {
  readonly clientOf: ClientOf;
  /** Whether anybody reads spans. */
  readonly tracing: boolean;
  readonly onPlanLookup: (result: 'hit' | 'miss') => void;
  /** Called with each operation that was executed, which may take more memory now. */
  readonly onExecuted: (operation: Operation) => void;
}

type Traced = <Result extends { readonly errors?: unknown }>(
  name: string,
  attributes: () => Attributes,
  work: () => Promise<Result>,
) => Promise<Result>;

/** Runs work within spans of the names that Apollo's executor uses. */
const inSpans =
  (tracer: Tracer): Traced =>
  (name, attributes, work) =>
    tracer.startActiveSpan(name, { attributes: attributes() }, async (span) => {
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

/** Executes operations over the subgraphs of one graph. */
export function createExecution(options: ExecutionOptions): Execute {
  const { onPlanLookup, onExecuted } = options;
  // Taken only now: a tracer that was taken before tracing started would never write anything.
  const tracer = trace.getTracer('gateway');
  const traced = options.tracing ? inSpans(tracer) : untraced;
  const callSubgraph = createSubgraphCaller(options.clientOf);

  const fetch = (request: SubgraphRequest, call: CallContext) =>
    traced(
      'gateway.fetch',
      () => ({ service: request.serviceName }),
      () => callSubgraph(request, call),
    );

  async function execute(operation: Operation, variables: Variables, call: CallContext) {
    const { executable } = operation;
    const { plans } = executable;
    const startTime = Date.now();
    try {
      const result = executable.execute({ variables, fetch: (request) => fetch(request, call) });
      // It is planned before it waits for anything.
      const isPlanned = executable.plans > plans;
      onPlanLookup(isPlanned ? 'miss' : 'hit');
      if (isPlanned) tracer.startSpan('gateway.plan', { startTime }).end();
      return await result;
    } finally {
      onExecuted(operation);
    }
  }

  return (operation, variables, call) =>
    traced(
      'gateway.request',
      () => attributesOf(operation),
      () => execute(operation, variables, call),
    );
}

function attributesOf({ definition: { operation, name } }: Operation): Attributes {
  return {
    'graphql.operation.type': operation,
    ...(name && { 'graphql.operation.name': keptName(name.value) }),
  };
}
