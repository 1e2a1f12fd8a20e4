import { once } from 'node:events';
import { constants, type ClientHttp2Session } from 'node:http2';
import type { Agent } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { createTestIssuers, type TestIssuers } from '@customer-graph/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCertificate, type Certificate } from './fixture/certificate.ts';
import { connectHttp2, http1Agent, http1Request, http2Request } from './fixture/clients.ts';
import { eventually } from './fixture/eventually.ts';
import { startFaultProxy, type FaultProxy } from './fixture/fault-proxy.ts';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';

let certificate: Certificate;
let issuers: TestIssuers;
let people: FixtureSubgraph;
let posts: FixtureSubgraph;
let proxy: FaultProxy;

const start = (environment: Record<string, string>) =>
  startGatewayProcess({ issuers, urls: { people: people.url, posts: proxy.url }, environment });
const overTls = () =>
  start({ TLS_CERT_PATH: certificate.certPath, TLS_KEY_PATH: certificate.keyPath });
const joined = JSON.stringify({ query: '{ person(id: "7") { name postCount } }' });
const data = { person: { name: 'Person 7', postCount: 7 } };

beforeAll(async () => {
  [certificate, issuers, people, posts] = await Promise.all([
    createCertificate(),
    createTestIssuers(),
    startPeople(),
    startPosts(),
  ]);
  proxy = await startFaultProxy(posts.url);
});
afterAll(() => Promise.all([people.stop(), proxy.stop(), posts.stop(), certificate.remove()]));

describe.each([
  ['over TLS', overTls],
  ['in cleartext', () => start({ HTTP2_CLEARTEXT: 'true' })],
])('HTTP/2 %s', (_name, startGateway) => {
  let gateway: GatewayProcess;
  let session: ClientHttp2Session;
  beforeAll(async () => {
    gateway = await startGateway();
    session = await connectHttp2(gateway.origin, certificate.cert);
    // A connection that asks nothing is closed soon.
    expect((await http2Request(session, '/livez')).status).toBe(200);
  });
  afterAll(async () => {
    session.destroy();
    expect(await gateway.stop()).toBe(0);
  });

  it('answers many operations at once on one connection, each with its request id', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        http2Request(session, '/graphql', {
          body: joined,
          headers: { 'x-request-id': `request-${index}` },
        }),
      ),
    );
    answers.forEach(({ status, headers, body }, index) => {
      expect(status).toBe(200);
      expect(headers['x-request-id']).toBe(`request-${index}`);
      expect(headers['cache-control']).toBe('no-store');
      expect(JSON.parse(body.toString())).toMatchObject({ data });
    });
  });

  it('compresses, limits, refuses forged tokens and answers preflights as HTTP/1.1 does', async () => {
    const long = JSON.stringify({ query: '{ people(first: 100) { nodes { id name } } }' });
    const headers = { 'accept-encoding': 'gzip' };
    const compressed = await http2Request(session, '/graphql', { body: long, headers });
    expect(compressed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(compressed.body).toString()).toContain('Person 100');

    const big = JSON.stringify({ query: `{ me { id } } #${'x'.repeat(150_000)}` });
    expect((await http2Request(session, '/graphql', { body: big })).status).toBe(413);

    const authorization = 'Bearer a.b.c';
    const forged = await http2Request(session, '/graphql', {
      body: joined,
      headers: { authorization },
    });
    expect(forged.status).toBe(401);
    const preflight = await http2Request(session, '/graphql', {
      headers: {
        ':method': 'OPTIONS',
        origin: 'https://studio.apollographql.com',
        'access-control-request-method': 'POST',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-origin']).toBe(
      'https://studio.apollographql.com',
    );
  });

  it('answers GET queries and health, and has the explorer with its query plans', async () => {
    const get = await http2Request(session, '/graphql?query={me{name}}', {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(JSON.parse(get.body.toString())).toMatchObject({ data: { me: { name: 'Person 1' } } });
    for (const path of ['/livez', '/readyz', '/metrics', '/explorer', '/explorer/laboratory.js'])
      expect((await http2Request(session, path)).status).toBe(200);
    const { body } = await http2Request(session, '/graphql', {
      body: joined,
      headers: { referer: `${gateway.origin}/explorer` },
    });
    expect(JSON.parse(body.toString())).toMatchObject({
      extensions: { queryPlan: { kind: 'QueryPlan' } },
    });
  });

  it('cuts off clients that are slow on purpose, and serves others meanwhile', async () => {
    const startedAt = performance.now();
    const slow = await connectHttp2(gateway.origin, certificate.cert);
    const stream = slow.request({
      ':path': '/graphql',
      ':method': 'POST',
      'content-type': 'application/json',
    });
    stream.on('error', () => {});
    const dribble = setInterval(() => stream.write(' '), 500);
    const silent = await connectHttp2(gateway.origin, certificate.cert);
    await once(silent, 'close');
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    expect((await http2Request(session, '/graphql', { body: joined })).status).toBe(200);
    await once(stream, 'close');
    clearInterval(dribble);
    slow.destroy();
    expect(stream.rstCode).not.toBe(constants.NGHTTP2_NO_ERROR);
    expect(performance.now() - startedAt).toBeLessThan(13_000);
  });

  it('opens at most a hundred streams for one client at a time', async () => {
    expect(session.remoteSettings.maxConcurrentStreams).toBe(100);
  });

  it('finishes what runs when it stops, tells the client, and exits with 0', async () => {
    const stopped = await startGateway();
    const client = await connectHttp2(stopped.origin, certificate.cert);
    const idle = await connectHttp2(stopped.origin, certificate.cert);
    await http2Request(idle, '/livez');
    await http2Request(client, '/graphql', { body: joined });
    proxy.fault = 'slow';
    try {
      const before = proxy.received;
      const running = http2Request(client, '/graphql', { body: joined });
      const goaway = once(client, 'goaway');
      await eventually(async () => expect(proxy.received).toBe(before + 1));
      const startedAt = performance.now();
      const exit = stopped.stop();
      await goaway;
      expect(JSON.parse((await running).body.toString())).toMatchObject({ data });
      expect(await exit).toBe(0);
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    } finally {
      proxy.fault = 'none';
    }
    await expect(connectHttp2(stopped.origin, certificate.cert)).rejects.toThrow();
  });
});

describe('HTTP/1.1 over TLS', () => {
  let gateway: GatewayProcess;
  let agent: Agent;
  beforeAll(async () => {
    gateway = await overTls();
    agent = http1Agent(certificate.cert);
  });
  afterAll(async () => {
    // The agent keeps its connection: what is idle must not hold up the end.
    const startedAt = performance.now();
    expect(await gateway.stop()).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    agent.destroy();
  });

  it('answers clients that know no HTTP/2', async () => {
    const answer = await http1Request(agent, gateway.url, {
      body: joined,
      headers: { 'x-request-id': 'request-1', 'accept-encoding': 'gzip' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['x-request-id']).toBe('request-1');
    expect(JSON.parse(answer.body.toString())).toMatchObject({ data });
  });

  it('cuts off clients that are slow on purpose', async () => {
    const port = Number(new URL(gateway.origin).port);
    const startedAt = performance.now();
    const silent = connectTcp(port, '127.0.0.1').on('error', () => {});
    const slow: TLSSocket = connectTls({ port, host: '127.0.0.1', ca: certificate.cert });
    slow.on('error', () => {});
    slow.write('POST /graphql HTTP/1.1\r\nhost: x\r\nx-slow: ');
    const timer = setInterval(() => slow.write('a'), 200);
    await Promise.all([once(silent.resume(), 'close'), once(slow.resume(), 'close')]);
    clearInterval(timer);
    expect(performance.now() - startedAt).toBeLessThan(9_000);
  });
});

describe('a certificate without its key', () => {
  it('keeps the process from starting, and says why, with all other faults', async () => {
    const failure = await start({ TLS_CERT_PATH: certificate.certPath, PORT: 'x' }).then(
      async (gateway) => `started, and stopped with ${await gateway.stop()}`,
      (error: unknown) => String(error),
    );
    expect(failure).toContain('The environment cannot be used');
    expect(failure).toContain('TLS_KEY_PATH: is needed');
    expect(failure).toContain('PORT');
  });
});
