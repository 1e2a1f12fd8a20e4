import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signedHeaders, verifyCall } from '@customer-graph/trust';
import { ConfigError, readConfig } from '../src/config.ts';
import { createSigningProxy } from '../src/proxy.ts';

const secret = 'a secret of at least thirty-two characters';
let service: Server;
let seen: { headers: IncomingHttpHeaders; url: string; body: string } | undefined;
let url: string;
let proxy: ReturnType<typeof createSigningProxy>;

beforeAll(async () => {
  service = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      seen = { headers: request.headers, url: request.url ?? '', body };
      response.writeHead(400, { 'content-type': 'application/graphql-response+json' });
      response.end('{"errors":[{"message":"no"}]}');
    });
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  const { port } = service.address() as AddressInfo;
  proxy = createSigningProxy(
    readConfig({
      PORT: '0',
      INTERNAL_SECRETS: secret,
      CLIENT_ADDRESS_HEADER: 'X-Real-IP',
      SUBGRAPHS: JSON.stringify({
        orders: `http://127.0.0.1:${port}/graphql?x=1`,
        gone: 'http://127.0.0.1:9/graphql',
      }),
    }),
  );
  url = await proxy.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await proxy.close();
  service.close();
});

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

it('signs exactly the bytes that it sends on, and passes the response back as it is', async () => {
  const body = '{ "query" : "{ __typename }",\n "variables":{"ü":"\\u00fc"} }';
  const response = await post('/orders', body, {
    authorization: 'Bearer a.b.c',
    'x-store-id': 'demo',
    'x-real-ip': '192.0.2.7',
  });
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toContain('application/graphql-response+json');
  expect(await response.json()).toEqual({ errors: [{ message: 'no' }] });
  expect(seen?.body).toBe(body);
  const headers = Object.fromEntries(
    signedHeaders.map((name) => [name, seen?.headers[name]?.toString()]),
  );
  expect(headers).toMatchObject({ authorization: 'Bearer a.b.c', 'x-client-address': '192.0.2.7' });
  const signature = seen?.headers['x-gateway-signature']?.toString();
  const call = { service: 'orders', path: '/graphql?x=1', headers, body };
  expect(verifyCall([secret], signature, call)).toBe('gateway');
});

it('passes nothing of a client on but what a service may learn', async () => {
  await post('/orders', '{}', {
    'x-client-address': '203.0.113.9',
    'x-gateway-signature': 'v1 gateway 0 x',
    cookie: 'a=b',
    'x-role': 'admin',
  });
  expect(seen?.headers).not.toHaveProperty('x-client-address');
  expect(seen?.headers).not.toHaveProperty('cookie');
  expect(seen?.headers).not.toHaveProperty('x-role');
  expect(seen?.headers['x-gateway-signature']).not.toBe('v1 gateway 0 x');
});

describe('it refuses, as GraphQL,', () => {
  it.each([
    ['a subgraph that it does not know', '/loyalty', 404, 'NOT_FOUND'],
    ['a name that objects inherit', '/constructor', 404, 'NOT_FOUND'],
    ['a service that is away', '/gone', 502, 'SUBGRAPH_UNAVAILABLE'],
  ])('%s', async (_name, path, status, code) => {
    const response = await post(path, '{}');
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] });
  });
});

it('does not start without secrets and subgraphs, and names every error at once', () => {
  expect(() => readConfig({})).toThrow(ConfigError);
  expect(() => readConfig({ INTERNAL_SECRETS: 'short', SUBGRAPHS: '[]' })).toThrow(
    /INTERNAL_SECRETS.*\n.*SUBGRAPHS/,
  );
});
