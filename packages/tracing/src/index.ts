import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

/**
 * Sends what this process traces to an OpenTelemetry collector from now on. Tracers that were taken before write nothing.
 * @param service how the process is named in traces
 * @param endpoint base URL of the collector, as `OTEL_EXPORTER_OTLP_ENDPOINT` means it
 * @returns what sends the last spans and stops
 */
export function startTracing(service: string, endpoint: string): () => Promise<void> {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url, timeoutMillis: 2_000 }))],
  });
  provider.register();
  // A collector that is down must not hold up the shutdown or fail it.
  return () => provider.shutdown().catch(() => {});
}
