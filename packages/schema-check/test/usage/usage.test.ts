import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DayOfUsage, recordedId } from '@customer-graph/usage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formats, isFormat, render } from '../../src/formats/format.ts';
import { findingsOf } from '../../src/report.ts';
import { runPull } from '../../src/usage/pull-command.ts';
import { printUsageFile } from '../../src/usage/usage-file.ts';
import { type Outcome, Repository, check } from '../repository.ts';
import { sideOf } from '../table/fixture.ts';
import { recordedUsage, reportByTraffic } from './by-traffic.ts';

const removal = {
  change: 'removes a field that an operation selects',
  edits: {
    customers: [['  email: String\n  emailVerified: Boolean!', '  emailVerified: Boolean!']],
  } satisfies Record<string, [string, string][]>,
  exit: 1 as const,
  findings: [],
};
const unusedRemoval = {
  ...{ change: 'removes a field that nobody selects', exit: 0 as const, findings: [] },
  edits: {
    customers: [['  customer(id: ID!): Customer @tag(name: "staff")\n', '']],
  } satisfies Record<string, [string, string][]>,
};
const clientsUntil = (last: string, requests: number) => {
  const usage = recordedUsage();
  const clients = [
    { client: 'ios', version: '1.9', requests, last },
    ...(usage.operations[0]?.clients ?? []),
  ];
  return { ...usage, operations: usage.operations.map((each) => ({ ...each, clients })) };
};

describe('a verdict by traffic', () => {
  it('says in every format who uses it how much, since when, and until when one must wait', async () => {
    const usage = clientsUntil('2025-10-18T09:00:00.000Z', 0);
    const report = await reportByTraffic(removal, sideOf(removal), usage);
    const finding = findingsOf(report).find(({ id }) => id === 'field-removed:Customer.email');
    expect(finding).toMatchObject({ verdict: 'BREAKING', severity: 'error' });
    const lines = finding?.clients?.map(({ text }) => text);
    expect(lines?.[0]).toMatch(
      /^web 3\.2: [\d,]+ requests in 30 days, last 2 hours ago → BREAKING$/,
    );
    expect(lines?.[1]).toBe('ios 1.9: last seen 41 days ago → safe from 3 December 2025');
    for (const format of formats.filter(isFormat)) {
      const text = render(report, format);
      for (const part of ['last 2 hours ago → BREAKING', 'safe from 3 December 2025'])
        expect(text, format).toContain(part);
    }
  });

  it('forgets who was silent for as long as is waited, and lists what may go', async () => {
    const usage = recordedUsage();
    const last = '2025-10-13T23:59:59.000Z';
    const silent = usage.operations.map((operation) => ({
      ...operation,
      clients: operation.clients.map((client) => ({ ...client, last })),
    }));
    const report = await reportByTraffic(removal, sideOf(removal), {
      ...usage,
      operations: silent,
    });
    const verdict = (each: typeof report) =>
      findingsOf(each).find(({ id }) => id === 'field-removed:Customer.email');
    expect(verdict(report)).toMatchObject({ verdict: 'UNUSED', severity: 'info' });
    const still = silent.map((operation) => ({
      ...operation,
      clients: operation.clients.map((client) => ({ ...client, last: '2025-10-14T00:00:00.000Z' })),
    }));
    const other = await reportByTraffic(removal, sideOf(removal), { ...usage, operations: still });
    expect(verdict(other)).toMatchObject({ verdict: 'BREAKING' });
    const details = report.sections.find(({ name }) => name === 'traffic')?.details ?? [];
    expect(details.find((line) => line.includes(': Customer: '))).toMatch(/^may go now: .*phone/);
  });

  it.each([
    {
      why: 'too few days were recorded',
      recorded: [['2025-11-01', '2025-11-28']] as [string, string][],
      says: /recorded requests prove it from 17 December 2025 on/,
    },
    {
      why: 'days between were not recorded',
      recorded: [
        ['2025-09-01', '2025-09-20'],
        ['2025-11-10', '2025-11-28'],
      ] as [string, string][],
      says: /prove it from 6 December 2025 on/,
    },
    {
      why: 'the recording is old',
      recorded: [['2025-08-01', '2025-11-20']] as [string, string][],
      says: /the recorded requests end on 20 November 2025/,
    },
  ])('is not taken for proven because $why', async ({ recorded, says }) => {
    const operations = recordedUsage().operations.map((operation) => ({
      ...operation,
      clients: operation.clients.map((client) => ({ ...client, last: '2025-11-20T00:00:00.000Z' })),
    }));
    const usage = recordedUsage({ recorded, operations });
    const report = await reportByTraffic(unusedRemoval, sideOf(unusedRemoval), usage);
    const finding = findingsOf(report).find(({ id }) => id === 'field-removed:Query.customer');
    expect(finding).toMatchObject({ verdict: 'UNUSED', severity: 'warning' });
    expect(finding?.message).toMatch(says);
  });

  it('says which requests it knows too little of', async () => {
    const text = 'query Gone {\n  nothing\n}';
    const [first] = recordedUsage().operations;
    const operations = [
      ...recordedUsage().operations,
      { id: recordedId(text), text, clients: first?.clients ?? [] },
    ];
    const usage = recordedUsage({ unrecorded: 7, operations });
    const report = await reportByTraffic(removal, sideOf(removal), usage);
    const warned = findingsOf(report).filter(({ section }) => section === 'traffic');
    expect(warned.map(({ id, severity }) => `${severity} ${id}`)).toEqual([
      `warning recorded-operation-unknown:Gone#${recordedId(text).slice(0, 8)}`,
      'warning usage-incomplete:schema-check.usage.json',
    ]);
  });
});

describe('in a repository', () => {
  let repository: Repository;
  let counts: string;
  const file = 'schema-check.usage.json';
  const day = new Date().toISOString().slice(0, 10);
  const at = `${day}T00:00:00.000Z`;
  const text = 'query Recorded {\n  me {\n    phone\n  }\n}';

  const counted = (change: Partial<DayOfUsage> = {}): DayOfUsage => ({
    ...{ version: 1, graph: 'test', instance: randomUUID(), day, since: at, until: at },
    unrecorded: 0,
    operations: [{ id: recordedId(text), text }],
    counts: [{ operation: recordedId(text), client: 'web', version: '3.2', requests: 5, last: at }],
    ...change,
  });
  const put = (content: unknown, name = `${day}.${randomUUID()}.json`) =>
    writeFileSync(
      join(counts, name),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  async function pull(...argv: string[]): Promise<Outcome> {
    const outcome = { out: '', err: '' };
    const code = await runPull({
      ...{ argv, directory: repository.directory, target: counts },
      print: (said) => (outcome.out += said),
      complain: (said) => (outcome.err += said),
    });
    return { code, ...outcome };
  }

  beforeEach(() => {
    repository = new Repository();
    counts = mkdtempSync(join(tmpdir(), 'usage-counts-'));
    repository.replace(
      'schema-check.config.json',
      '"lint":',
      '"usage": { "graph": "test" }, "lint":',
    );
  });
  afterEach(() => {
    repository.remove();
    rmSync(counts, { recursive: true });
  });

  it('counts of all processes become one file, the same whenever it is written', async () => {
    const first = counted();
    put(first);
    put({ ...first, until: `${day}T00:00:01.000Z` });
    put(counted());
    put('{"half', 'killed.json.tmp');
    expect(await pull()).toMatchObject({ code: 0, err: '' });
    const written = repository.read(file);
    expect(JSON.parse(written)).toMatchObject({
      recorded: [[day, day]],
      operations: [{ text, clients: [{ client: 'web', version: '3.2', requests: 10, last: at }] }],
    });
    await pull();
    expect(repository.read(file)).toBe(written);
  });

  it.each([
    { what: 'counts of another graph', content: counted({ graph: 'other' }), says: /«other»/ },
    {
      what: 'counts of a day to come',
      content: JSON.parse(JSON.stringify(counted()).replaceAll(day, '2999-01-01')) as unknown,
      says: /2999-01-01, which is still to come/,
    },
    {
      what: 'a text that is not that of its hash',
      content: counted({ operations: [{ id: recordedId(text), text: '{ me { id } }' }] }),
      says: /whose text is another one/,
    },
    { what: 'no text', content: counted({ operations: [] }), says: /no text of the operation/ },
    {
      what: 'the same count twice',
      content: counted({ counts: [...counted().counts, ...counted().counts] }),
      says: /twice/,
    },
    {
      what: 'a number that is none',
      content: { ...counted(), unrecorded: -1 },
      says: /is not what a gateway has counted: unrecorded/,
    },
    { what: 'half a file', content: '{"version":1', says: /is not JSON/ },
    {
      what: 'the name of a client that no gateway writes',
      content: counted({ counts: [{ ...counted().counts[0], client: 'a\nb' } as never] }),
      says: /counts.0.client/,
    },
  ])('$what cannot be pulled: exit code 2 and one sentence', async ({ content, says }) => {
    put(content);
    const { code, out, err } = await pull();
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(says);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  it('a database that is not there is exit code 2, and its password is not told', async () => {
    const { code, err } = await pull('--from', 'postgres://user:canary@127.0.0.1:1/none');
    expect(code).toBe(2);
    expect(err).not.toContain('canary');
  });

  it('a recorded use breaks a removal, also one that takes the use out of the file itself', async () => {
    put(counted());
    await pull();
    repository.commit('Record');
    repository.replace('subgraphs/customers.graphql', '  phone: String\n', '');
    repository.ignoreDrift();
    const failing = async () => {
      const outcome = await check(repository.directory, '--base', 'HEAD', '--format', 'json');
      const report = JSON.parse(outcome.out) as { toFix: string[] };
      return { code: outcome.code, toFix: report.toFix };
    };
    const expected = { code: 1, toFix: expect.arrayContaining(['field-removed:Customer.phone']) };
    expect(await failing()).toEqual(expected);

    rmSync(counts, { recursive: true });
    mkdirSync(counts);
    put(counted({ operations: [], counts: [] }));
    await pull();
    expect(repository.read(file)).not.toContain('phone');
    expect(await failing()).toEqual(expected);

    repository.replace('schema-check.config.json', '"usage": { "graph": "test" }, ', '');
    expect(await failing()).toEqual(expected);
  });

  it.each([
    { what: 'no file', write: () => undefined, says: /usage.json.*there is no such file/ },
    {
      what: 'a file with a mark of a conflict',
      write: () => `<<<<<<< HEAD\n${printUsageFile(recordedUsage())}`,
      says: /is not JSON/,
    },
    {
      what: 'a file that was edited',
      write: () => printUsageFile(recordedUsage()).replaceAll('12401', '0'),
      says: /was changed after usage:pull had written it/,
    },
    {
      what: 'the file of another graph by name',
      write: () => printUsageFile(recordedUsage({ graph: 'other' })),
      says: /usage of the graph «other»/,
    },
    {
      what: 'the file of another graph by its operations',
      write: () =>
        printUsageFile(
          recordedUsage({
            operations: ['{ a }', '{ b }'].map((each) => ({
              ...{ id: recordedId(each), text: each },
              clients: recordedUsage().operations[0]?.clients ?? [],
            })),
          }),
        ),
      says: /it is the usage of another graph/,
    },
    {
      what: 'a file of days to come',
      write: () => printUsageFile(recordedUsage({ recorded: [['2025-10-01', '2999-01-01']] })),
      says: /2999-01-01, which is still to come/,
    },
    {
      what: 'a file that forgets sooner than the check waits',
      write: () => printUsageFile(recordedUsage({ keptDays: 30 })),
      says: /keeps who was silent for 30 days, and the configuration waits for 45/,
    },
  ])('$what is no verdict: exit code 2 and one sentence', async ({ write, says }) => {
    const content = write();
    if (content !== undefined) repository.write(file, content);
    const { code, out, err } = await check(repository.directory, '--base', 'HEAD');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(says);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
