import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { createTestIssuers, internalSecret } from '@customer-graph/testing';
import { trace } from '@opentelemetry/api';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { z } from 'zod';
import {
  createPeer,
  permitted,
  readEnvironment,
  startSubgraph,
  subgraphEnvironment,
} from '../src/index.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key"])
  type Query { thing(id: ID!): Thing }
  type Thing @key(fields: "id") { id: ID! extra: String }`;

const sentSchema = z.object({
  resourceSpans: z.array(
    z.object({
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              name: z.string(),
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});

it('goes on with the trace of whoever calls, and tells the collector nothing of what was asked', async () => {
  const received: string[] = [];
  const collector = createServer((request, response) => {
    void text(request).then((body) => {
      received.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const address = collector.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const issuers = await createTestIssuers();
  const service = await startSubgraph({
    name: 'things',
    sdl,
    resolvers: {
      Thing: { __resolveReference: ({ id }: { id: string }) => ({ id }), extra: () => 'more' },
    },
    contributes: [],
    rules: { Thing: { __resolveReference: permitted('things:read') } },
    config: readEnvironment(subgraphEnvironment, {
      PORT: '0',
      DATABASE_URL: 'postgres://unused@127.0.0.1/unused',
      INTERNAL_SECRETS: internalSecret,
      TRUSTED_ISSUERS: JSON.stringify(issuers.trusted),
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    }),
    storeIds: new Set(['demo']),
    log: pino({ level: 'silent' }),
    context: (known) => known,
    ready: async () => undefined,
  });
  const { url } = service;
  const peer = createPeer({ service: 'things', url, caller: 'others', secret: internalSecret });
  const outer = await trace.getTracer('test').startActiveSpan('outer', async (span) => {
    const shape = z.object({ extra: z.string() });
    const reference = { __typename: 'Thing', id: 'canary' };
    expect(await peer.entity('demo', reference, 'extra', shape)).toEqual({ extra: 'more' });
    span.end();
    return span.spanContext();
  });
  await peer.close();
  await service.stop();
  collector.close();

  const spans = received
    .flatMap((body) => sentSchema.parse(JSON.parse(body)).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  expect(spans.find(({ name }) => name === 'things.request')).toMatchObject({
    traceId: outer.traceId,
    parentSpanId: outer.spanId,
  });
  expect(received.join('')).not.toContain('canary');
});
