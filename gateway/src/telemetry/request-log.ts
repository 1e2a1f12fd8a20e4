import type { FastifyInstance } from 'fastify';
import type { DocumentMode } from '../documents/documents.ts';
import type { Metrics } from './metrics.ts';
import { recordOf } from './operation-record.ts';

/** One log line and one measurement for each GraphQL request. */
export function reportRequests(
  app: FastifyInstance,
  metrics: Metrics,
  documentMode: DocumentMode,
): void {
  app.addHook('onResponse', (request, reply, done) => {
    if (request.routeOptions.url !== '/graphql') return done();
    const record = recordOf(request);
    const duration = reply.elapsedTime;
    metrics.request(record, reply.statusCode, duration);
    const { principal } = request;
    request.log.info(
      {
        reqId: request.id,
        operation: record.name,
        kind: record.kind,
        hash: record.hash,
        cost: record.cost,
        status: reply.statusCode,
        duration: Math.round(duration * 10) / 10,
        caller: principal?.kind ?? 'anonymous',
        store: principal?.storeId,
        untrusted: documentMode === 'warn' && record.trusted === false ? true : undefined,
        codes:
          record.errors.length > 0
            ? [...new Set(record.errors.map(({ code }) => code))]
            : undefined,
      },
      'graphql',
    );
    done();
  });

  app.get('/metrics', async (_request, reply) => {
    void reply.header('content-type', metrics.contentType);
    return metrics.text();
  });
}
