import type { IncomingHttpHeaders } from 'node:http';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/** Runs the work of requests in spans. */
export interface TracedRequests {
  /** @param headers of the request: its `traceparent` names the caller's span */
  run<Answer extends { readonly status: number }>(
    headers: IncomingHttpHeaders,
    work: () => Promise<Answer>,
  ): Promise<Answer>;
  stop(): Promise<void>;
}

const untraced: TracedRequests = { run: (_headers, work) => work(), stop: async () => {} };

/**
 * Spans of the name `<service>.request` within those of the callers, which are processes of ours.
 * @param endpoint of an OpenTelemetry collector; nothing is traced without
 */
export async function traceRequests(
  service: string,
  endpoint: string | undefined,
): Promise<TracedRequests> {
  if (endpoint === undefined) return untraced;
  // Loading what sends spans takes a good part of a second, which most processes need not wait for.
  const { startTracing } = await import('@customer-graph/tracing');
  const stop = startTracing(service, endpoint);
  const tracer = trace.getTracer(service);
  return {
    stop,
    run(headers, work) {
      const parent = propagation.extract(context.active(), headers);
      const options = { kind: SpanKind.SERVER };
      return tracer.startActiveSpan(`${service}.request`, options, parent, async (span) => {
        try {
          const answer = await work();
          if (answer.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
          return answer;
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      });
    },
  };
}
