import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';
import {
  createTestDatabase,
  createTestIssuers,
  type TestDatabase,
  type TestIssuers,
} from '@customer-graph/testing';
import { dayOfUsageSchema, type DayOfUsage } from '@customer-graph/usage';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { eventually } from './fixture/eventually.ts';
import { startGatewayProcess, type GatewayProcess } from './fixture/gateway-process.ts';
import { query } from './fixture/query.ts';
import { startPeople, startPosts, type FixtureSubgraph } from './fixture/subgraph.ts';

let issuers: TestIssuers;
let people: FixtureSubgraph;
let posts: FixtureSubgraph;
let folder: string;
let gateway: GatewayProcess;

const start = (target: string) =>
  startGatewayProcess({
    issuers,
    urls: { people: people.url, posts: posts.url },
    environment: { USAGE_TARGET: target, USAGE_GRAPH: 'test', USAGE_INTERVAL_MS: '100' },
  });

beforeAll(async () => {
  issuers = await createTestIssuers();
  [people, posts] = await Promise.all([startPeople(), startPosts()]);
  folder = await mkdtemp(path.join(inject('runFolder'), 'usage-'));
  gateway = await start(path.join(folder, 'counts'));
});
afterAll(async () => {
  await gateway.stop();
  await Promise.all([people.stop(), posts.stop(), rm(folder, { recursive: true })]);
});

/** What all files of a folder say. */
async function daysIn(target: string): Promise<DayOfUsage[]> {
  const names = (await readdir(target)).filter((name) => name.endsWith('.json'));
  const texts = await Promise.all(names.map((name) => readFile(path.join(target, name), 'utf8')));
  return texts.map((text) => dayOfUsageSchema.parse(JSON.parse(text)));
}

/** Counts of operations whose text contains the mark. */
async function countsOf(mark: string, target = 'counts') {
  const days = await daysIn(path.join(folder, target));
  return days.flatMap(({ operations, counts }) => {
    const ids = operations.filter(({ text }) => text.includes(mark)).map(({ id }) => id);
    return counts.filter(({ operation }) => ids.includes(operation));
  });
}

const by = (client: string, version: string, prefix = 'apollographql') => ({
  [`${prefix}-client-name`]: client,
  [`${prefix}-client-version`]: version,
});

describe('counts of executed operations', () => {
  it('are kept by operation, client and version, and hold nothing that clients write', async () => {
    const mark = `Kept${Date.now()}`;
    const text = (value: string) => `# ${value}
      query ${mark}($${value}: Int = 7777) { ${value}: person(id: "${value}") { id ...${value} } countOf(numbers: [8888, 9999]) }
      fragment ${value} on Person { friends(first: $${value}) { nodes { name } } }`;
    for (const value of ['canaryOne', 'canaryTwo']) {
      const options = { variables: { [value]: 1 } };
      await query(gateway.url, text(value), { ...options, headers: by('web', '3.2') });
      await query(gateway.url, text(value), { ...options, headers: by('web', '3.2') });
      await query(gateway.url, text(value), { ...options, headers: by('ios', '1.9', 'graphql') });
      await query(gateway.url, text(value), options);
    }
    await eventually(async () => {
      const counts = await countsOf(mark);
      const seen = counts.map(({ client, version, requests }) => [client, version, requests]);
      expect(seen.sort()).toEqual([
        ['ios', '1.9', 2],
        ['unknown', 'unknown', 2],
        ['web', '3.2', 4],
      ]);
      expect(new Set(counts.map(({ operation }) => operation)).size).toBe(1);
    }, 20_000);
    expect(JSON.stringify(await daysIn(path.join(folder, 'counts')))).not.toMatch(
      /canary|7777|8888|9999/,
    );
  });

  it('leave out what was refused: documents, variables, tokens', async () => {
    const mark = `Refused${Date.now()}`;
    await query(gateway.url, `query ${mark} { me { nothing } }`);
    await query(gateway.url, `query ${mark}($n: Int!) { people(first: $n) { totalCount } }`);
    await query(gateway.url, `query ${mark} { me { id } }`, {
      headers: { authorization: 'Bearer forged' },
    });
    await query(gateway.url, `query ${mark}Executed { fail(code: "FORBIDDEN") }`);
    await eventually(async () => expect(await countsOf(`${mark}Executed`)).toHaveLength(1), 20_000);
    expect(await countsOf(mark)).toHaveLength(1);
  });

  it('hold no names that are none, and no more names than a bound', async () => {
    // A process of its own: after the flood, everybody is `other`.
    const flooded = await start(path.join(folder, 'flooded'));
    const mark = `Named${Date.now()}`;
    const text = `query ${mark} { me { id } }`;
    const odd = ['x'.repeat(65), 'bob@example.com', '<b>', 'a\tb', 'é', '{"a":1}', '../..'];
    for (const name of odd) await query(flooded.url, text, { headers: by(name, '1') });
    const flood = Array.from({ length: 520 }, (_, index) => by(`flood-${index}`, `${index}`));
    for (let at = 0; at < flood.length; at += 50)
      await Promise.all(
        flood.slice(at, at + 50).map((headers) => query(flooded.url, text, { headers })),
      );
    await eventually(async () => {
      const counts = await countsOf(mark, 'flooded');
      expect(counts.reduce((sum, { requests }) => sum + requests, 0)).toBe(527);
      expect(counts.length).toBeLessThanOrEqual(501);
      const other = counts.filter(({ client, version }) => client === 'other' && version === '1');
      expect(other).toMatchObject([{ requests: odd.length }]);
    }, 20_000);
    expect(await (await fetch(`${flooded.origin}/metrics`)).text()).toMatch(
      /gateway_usage_overflows_total\{what="client"\} \d/,
    );
    await flooded.stop();
  });
});

describe('a target that cannot be written to', () => {
  it('touches no request and no stop, and is told by log and metrics', async () => {
    await mkdir(path.join(folder, 'broken'));
    await writeFile(path.join(folder, 'broken/file'), '');
    const broken = await start(path.join(folder, 'broken/file/below'));
    expect((await query(broken.url, '{ me { id } }')).status).toBe(200);
    await eventually(async () => {
      const metrics = await (await fetch(`${broken.origin}/metrics`)).text();
      expect(metrics).toMatch(/gateway_usage_writes_total\{result="failed"\} \d/);
      expect(broken.output()).toContain('usage not written');
    }, 20_000);
    expect(await broken.stop()).toBe(0);
  });
});

describe('five gateways on one database', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let gateways: GatewayProcess[] = [];
  beforeAll(async () => {
    database = await createTestDatabase({ template: 'empty', prepare: async () => undefined });
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    gateways = await Promise.all(Array.from({ length: 5 }, () => start(database.url)));
  }, 300_000);
  afterAll(async () => {
    await Promise.all(gateways.map((each) => each.stop()));
    await client.end();
    await database.drop();
  });

  const written = async (): Promise<number> => {
    const { rows } = await client.query<{ sum: number }>(
      'SELECT coalesce(sum(requests), 0)::int AS sum FROM gateway_usage.count',
    );
    return rows[0]?.sum ?? 0;
  };

  it('lose no more than one interval of the one that is killed', async () => {
    const each = async (to: GatewayProcess[], requests: number) => {
      for (let sent = 0; sent < requests; sent += 1)
        await Promise.all(to.map(({ url }) => query(url, 'query Many { me { id } }')));
    };
    await each(gateways, 20);
    await eventually(async () => expect(await written()).toBe(100), 40_000);

    const killed = gateways.shift();
    const others = [...gateways];
    await each(killed ? [killed, ...others] : [], 10);
    const exited = killed && once(killed.process, 'exit');
    killed?.process.kill('SIGKILL');
    await exited;
    await each(others, 10);
    expect(await Promise.all(others.map((other) => other.stop()))).toEqual([0, 0, 0, 0]);
    expect(await written()).toBeGreaterThanOrEqual(100 + 40 + 40);
    expect(await written()).toBeLessThanOrEqual(100 + 50 + 40);
    const { rows } = await client.query('SELECT DISTINCT operation FROM gateway_usage.count');
    expect(rows).toHaveLength(1);
  });
});
