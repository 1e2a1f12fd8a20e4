import { createServer } from 'node:http';
import { createTestIssuers } from '@customer-graph/testing';
import { expect, it } from 'vitest';
import { startGatewayProcess } from './fixture/gateway-process.ts';
import { query } from './fixture/query.ts';
import { portOf, read, startPeople, startPosts } from './fixture/subgraph.ts';

it('sends a trace from the request to the calls of subgraphs, without what was asked', async () => {
  const received: string[] = [];
  const collector = createServer((request, response) => {
    void read(request).then((body) => {
      received.push(`${request.url} ${body}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const [people, posts] = await Promise.all([startPeople(), startPosts()]);
  const gateway = await startGatewayProcess({
    issuers: await createTestIssuers(),
    urls: { people: people.url, posts: posts.url },
    environment: {
      NODE_ENV: 'production',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${portOf(collector.address())}`,
    },
  });
  await query(gateway.url, 'query Traced { person(id: "canary") { postCount } }', {
    headers: { traceparent: '00-11111111111111111111111111111111-2222222222222222-01' },
  });
  const traces = [...people.calls, ...posts.calls]
    .map(({ headers }) => String(headers['traceparent']).split('-')[1])
    .filter((trace) => trace !== undefined);
  expect(await gateway.stop()).toBe(0);
  await Promise.all([people.stop(), posts.stop()]);
  collector.close();

  const sent = received.join('\n');
  expect(sent).toMatch(/^\/v1\/traces /);
  for (const span of ['gateway.request', 'gateway.plan', 'gateway.fetch'])
    expect(sent).toContain(span);
  expect(traces).toHaveLength(2);
  expect(new Set(traces).size).toBe(1);
  expect(traces[0]).not.toBe('1'.repeat(32));
  expect(sent).toContain(traces[0]);
  expect(sent).not.toContain('canary');
});
