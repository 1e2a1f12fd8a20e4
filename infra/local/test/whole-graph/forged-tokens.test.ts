import {
  createSubgraphClient,
  forgeries,
  internalSecret,
  malformedAuthorizations,
  startForgeryIssuers,
  type ForgeryIssuers,
} from '@customer-graph/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Graph } from '../../src/graph.ts';
import { allModules } from '../../src/modules.ts';
import { startTemporaryGraph } from '../../src/temporary-graph.ts';

let issuers: ForgeryIssuers;
let graph: Graph;

beforeAll(async () => {
  issuers = await startForgeryIssuers();
  const trust = {
    TRUSTED_ISSUERS: JSON.stringify(issuers.trusted),
    INTERNAL_SECRETS: internalSecret,
  };
  const processes = ['gateway', ...allModules];
  graph = await startTemporaryGraph({
    overrides: Object.fromEntries(processes.map((name) => [name, trust])),
  });
}, 120_000);
afterAll(async () => {
  await graph.stop();
  await issuers.stop();
});

describe.each(allModules)('%s', (service) => {
  /** What the service answers to a call that the gateway signed, whoever it is made for. */
  const ask = (authorization: string) =>
    createSubgraphClient(graph.serviceUrl(service), service)('{ __typename }', { authorization });

  it('believes good tokens of both issuers', async () => {
    for (const token of [await issuers.customerToken(), await issuers.staffToken()])
      expect(await ask(`Bearer ${token}`)).toEqual({ data: { __typename: 'Query' } });
  });

  it('refuses every forged token, although the gateway let it through', async () => {
    const headers = [
      // HTTP takes blanks off the ends.
      ...malformedAuthorizations.map((value) => [`header ${value}`, value.trim()] as const),
      ...(await Promise.all(
        forgeries.map(
          async ([name, forge]) => [name, `Bearer ${await forge(issuers.keys)}`] as const,
        ),
      )),
    ];
    const believed: string[] = [];
    for (const [name, authorization] of headers) {
      const { data, errors } = await ask(authorization);
      const codes = errors?.map(({ extensions }) => extensions?.code).join();
      if (data || codes !== 'UNAUTHENTICATED') believed.push(`${name}: ${codes}`);
    }
    expect(headers.length).toBeGreaterThan(50);
    expect(believed).toEqual([]);
  });
});
