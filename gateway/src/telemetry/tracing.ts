import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

/**
 * Sends traces to an OpenTelemetry collector. Apollo's executor writes the spans (request, plan, fetch); calls to subgraphs
 * carry `traceparent`. A trace begins here: what clients send along is not believed.
 * @param endpoint base URL of the collector, as `OTEL_EXPORTER_OTLP_ENDPOINT` means it
 * @returns what sends the last spans and stops
 */
export function startTracing(endpoint: string): () => Promise<void> {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'gateway' }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url, timeoutMillis: 2_000 }))],
  });
  provider.register();
  // A collector that is down must not hold up the shutdown or fail it.
  return () => provider.shutdown().catch(() => {});
}
