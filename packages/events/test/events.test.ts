import fastify, { type FastifyInstance } from 'fastify';
import pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { serveMetrics } from '@customer-graph/subgraph';
import { internalSecret } from '@customer-graph/testing';
import { signatureHeader, signCall } from '@customer-graph/trust';
import {
  appendEvent,
  compactEvents,
  createConsumer,
  serveFeed,
  feedGauges,
  type Consumer,
  type FeedEvent,
} from '../src/index.ts';
import { openEventsDatabase, tagged, type EventsDatabase } from './databases.ts';

let provider: EventsDatabase;
let listener: EventsDatabase;
let app: FastifyInstance;
let url: string;
let consumers: Consumer[];

beforeEach(async () => {
  [provider, listener] = await Promise.all([openEventsDatabase(), openEventsDatabase()]);
  consumers = [];
  app = fastify();
  app.decorateRequest('bodyText', '');
  serveFeed(app, { service: 'things', secrets: [internalSecret], query: provider.query });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  await Promise.all(consumers.map((consumer) => consumer.stop()));
  await app.close();
  await Promise.all([provider.close(), listener.close()]);
});

const thing = (subject: string, payload = {}) => ({
  type: 'thing.changed',
  version: 1,
  storeId: 'demo',
  subject,
  payload,
});
const tell = (...subjects: string[]) =>
  provider.db.$transaction(async (tx) => {
    for (const subject of subjects) await appendEvent(tx, thing(subject));
  });

function follow(
  apply?: (event: FeedEvent) => void | Promise<void>,
  feedUrl = url,
  db = listener.db,
): Consumer {
  const consumer = createConsumer({
    feed: 'things',
    url: feedUrl,
    caller: 'listener',
    secret: internalSecret,
    db,
    storeIds: new Set(['demo']),
    log: pino({ level: 'silent' }),
    apply: async (tx, event) => {
      await tx.$executeRaw`INSERT INTO seen (subject) VALUES (${event.subject})`;
      await apply?.(event);
    },
  });
  consumers.push(consumer);
  consumer.start();
  return consumer;
}
const within = { timeout: 15_000, interval: 20 };

it('applies the whole history and then what follows, each event once and in its place', async () => {
  await tell('a', 'b');
  const consumer = follow();
  await vi.waitFor(async () => expect(await listener.seen()).toEqual(['a', 'b']), within);
  await tell('c');
  await vi.waitFor(async () => expect(await listener.seen()).toEqual(['a', 'b', 'c']), within);
  expect(await consumer.status()).toEqual({ feed: 'things', lagSeconds: 0, parked: 0 });
});

it('never skips an event whose transaction commits late', async () => {
  const slow = await provider.pool.connect();
  await slow.query('BEGIN');
  await appendEvent(tagged(slow), thing('slow'));
  await tell('fast');
  follow();
  const during = await app.inject({ url: '/events' });
  expect(during.statusCode).toBe(403);
  await slow.query('COMMIT');
  slow.release();
  await tell('last');
  await vi.waitFor(
    async () => expect(await listener.seen()).toEqual(['slow', 'fast', 'last']),
    within,
  );
});

it('tells monitoring how far behind it is and what was set aside', async () => {
  const consumer = follow();
  const monitored = fastify();
  serveMetrics(monitored, async () => feedGauges([await consumer.status()]));
  const { body } = await monitored.inject({ url: '/metrics' });
  expect(body).toMatch(/^feed_lag_seconds\{feed="things"\} \d+$/m);
  expect(body).toMatch(/^feed_parked_events\{feed="things"\} 0$/m);
  await monitored.close();
});

it('lets two instances share a feed without applying anything twice', async () => {
  const subjects = Array.from({ length: 300 }, (_, index) => String(index));
  follow();
  follow();
  for (const subject of subjects) await tell(subject);
  await vi.waitFor(async () => expect(await listener.seen()).toHaveLength(300), within);
  expect(new Set(await listener.seen()).size).toBe(300);
});

it('parks what it cannot apply, goes on, and applies it when told to try again', async () => {
  let broken = true;
  const consumer = follow(({ subject }) => {
    if (broken && subject === 'poison') throw new Error('cannot be applied');
  });
  await tell('a', 'poison', 'b');
  await vi.waitFor(async () => expect(await listener.seen()).toEqual(['a', 'b']), within);
  expect((await consumer.status()).parked).toBe(1);
  expect(await consumer.retryParked()).toBe(1);
  broken = false;
  expect(await consumer.retryParked()).toBe(0);
  expect(await listener.seen()).toEqual(['a', 'b', 'poison']);
  expect((await consumer.status()).parked).toBe(0);
});

it('applies events one by one when a page of them takes longer than a transaction may', async () => {
  const limited: typeof listener.db = {
    $transaction: (work) =>
      listener.db.$transaction(async (tx) => {
        const until = Date.now() + 500;
        const result = await work(tx);
        if (Date.now() > until) throw Object.assign(new Error('too late'), { code: 'P2028' });
        return result;
      }),
  };
  await tell('a', 'b', 'c', 'd', 'e', 'f');
  const consumer = follow(
    async () => {
      await listener.pool.query('SELECT pg_sleep(0.2)');
    },
    url,
    limited,
  );
  await vi.waitFor(async () => expect(await listener.seen()).toHaveLength(6), within);
  expect((await consumer.status()).parked).toBe(0);
});

it('parks malformed events and those of a store that is not served', async () => {
  await provider.db.$transaction(async (tx) => {
    await appendEvent(tx, { ...thing('foreign'), storeId: 'elsewhere' });
    await appendEvent(tx, { ...thing('malformed'), type: 'Not A Type' });
    await appendEvent(tx, thing('good'));
  });
  const consumer = follow();
  await vi.waitFor(async () => expect(await listener.seen()).toEqual(['good']), within);
  expect((await consumer.status()).parked).toBe(2);
});

it('applies everything again from the beginning on request', async () => {
  await tell('a');
  const consumer = follow();
  await vi.waitFor(async () => expect(await listener.seen()).toEqual(['a']), within);
  await consumer.replay();
  await tell('b');
  await vi.waitFor(async () => expect(await listener.seen()).toEqual(['a', 'a', 'b']), within);
});

it('applies nothing of a feed that answers garbage and shows that it is behind', async () => {
  const garbage = fastify();
  garbage.get('/events', () => ({ events: [{ hello: 'world' }], more: false }));
  const consumer = follow(undefined, await garbage.listen({ host: '127.0.0.1', port: 0 }));
  await vi.waitFor(
    async () => expect((await consumer.status()).lagSeconds).toBeGreaterThan(0),
    within,
  );
  expect(await listener.seen()).toEqual([]);
  expect((await consumer.status()).parked).toBe(0);
  await garbage.close();
});

it('refuses to go on from a cursor that the provider has never given', async () => {
  await listener.pool.query(
    `INSERT INTO feed_cursors (feed, cursor) VALUES ('things', '999999999-1')`,
  );
  const consumer = follow();
  await tell('a');
  await vi.waitFor(
    async () => expect((await consumer.status()).lagSeconds).toBeGreaterThan(0),
    within,
  );
  expect(await listener.seen()).toEqual([]);
});

it.each(['18446744073709551616-1', '1-9223372036854775808', '1', 'x-1', '-1-1', ''])(
  'refuses the cursor %j, which can be none of any feed',
  async (after) => {
    const path = `/events?after=${after}`;
    const call = { service: 'things', path, headers: {}, body: '' };
    const headers = { [signatureHeader]: signCall(internalSecret, 'listener', call) };
    expect((await app.inject({ url: path, headers })).statusCode).toBe(400);
  },
);

it('compacts old events of a subject that has younger ones', async () => {
  await tell('a', 'b', 'a');
  await provider.pool.query(`UPDATE outbox_events SET occurred_at = now() - interval '40 days'`);
  // Events count once every transaction on the server that is older than they are has ended, other tests' included.
  await vi.waitFor(async () => expect(await compactEvents(provider.query, 30)).toBe(1), within);
  follow();
  await vi.waitFor(async () => expect(await listener.seen()).toEqual(['b', 'a']), within);
});

it('compacts a long history in short statements', async () => {
  await provider.pool.query(
    `INSERT INTO outbox_events (event_id, type, version, store_id, subject, occurred_at, payload)
     SELECT gen_random_uuid(), 'thing.changed', 1, 'demo', CASE WHEN n % 20 = 0 THEN 'rare' || n ELSE 'busy' END,
       now() - INTERVAL '40 days', jsonb_build_object('version', n) FROM generate_series(1, 20000) AS n`,
  );
  const client = new pg.Client({ ...provider.pool.options, statement_timeout: 4_000 });
  client.on('error', () => undefined);
  await client.connect();
  const query = async <Row extends pg.QueryResultRow>(
    name: string,
    text: string,
    values: unknown[],
  ) => (await client.query<Row>({ name, text, values })).rows;
  await vi.waitFor(async () => expect(await compactEvents(query, 30)).toBe(18_999), within);
  await client.end();
  const left = await provider.pool.query(
    `SELECT payload->>'version' AS version FROM outbox_events WHERE subject = 'busy'`,
  );
  expect(left.rows).toEqual([{ version: '19999' }]);
}, 60_000);
