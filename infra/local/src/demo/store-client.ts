import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Graph } from '../graph.ts';
import { callGraph, GraphAnswerError, type GraphCall } from '../graph-client.ts';
import { StartError } from '../start-error.ts';

/** Calls the graph within one store, as its staff would. */
export interface StoreClient {
  readonly store: string;
  readonly mailDir: string;
  /** Sends a query as staff. */
  query<Data>(shape: z.ZodType<Data>, query: string, variables?: Variables): Promise<Data>;
  /** Sends a mutation with one field as staff. @throws StartError when its outcome is none of `expected` */
  mutate<Result>(
    expected: Expected<Result>,
    mutation: string,
    variables: Variables,
  ): Promise<Result>;
  /** Sends a mutation with one field without a token. */
  mutateAnonymously<Result>(
    expected: Expected<Result>,
    mutation: string,
    variables: Variables,
  ): Promise<Result>;
}

type Variables = Readonly<Record<string, unknown>>;
/** Shape of the outcomes that are taken; each has its `__typename`. */
type Expected<Result> = z.ZodType<Result>;

const anyOutcome = z.record(z.string(), z.looseObject({ __typename: z.string() }));

export async function storeClient(
  graph: Graph,
  store: string,
  signal: AbortSignal,
): Promise<StoreClient> {
  const token = await graph.token({ as: 'staff', store, subject: 'demo-data' });
  const staff = { authorization: `Bearer ${token}` };
  const anonymous = { 'x-store-id': store };

  async function mutate<Result>(
    expected: Expected<Result>,
    query: string,
    variables: Variables,
    headers: Record<string, string>,
  ): Promise<Result> {
    const call = { query, variables, headers, signal };
    const [outcome] = Object.values(await patiently(graph.url, anyOutcome, call));
    const parsed = expected.safeParse(outcome);
    if (parsed.success) return parsed.data;
    throw new StartError(`The demo data of ${store} were refused: ${JSON.stringify(outcome)}`);
  }

  return {
    store,
    mailDir: graph.mailDir,
    query: (shape, query, variables = {}) =>
      patiently(graph.url, shape, { query, variables, headers: staff, signal }),
    mutate: (expected, mutation, variables) => mutate(expected, mutation, variables, staff),
    mutateAnonymously: (expected, mutation, variables) =>
      mutate(expected, mutation, variables, anonymous),
  };
}

const attempts = 6;
const pause = 1_000;
const passing = ['SUBGRAPH_TIMEOUT', 'SUBGRAPH_UNAVAILABLE', 'SERVICE_UNAVAILABLE'];

/** Tries again while a module is too busy to answer: right after the start, on a slow machine, it may be. */
async function patiently<Data>(
  url: string,
  shape: z.ZodType<Data>,
  call: GraphCall,
): Promise<Data> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await callGraph(url, shape, call);
    } catch (error) {
      const busy =
        error instanceof GraphAnswerError && error.codes.every((code) => passing.includes(code));
      if (!busy || attempt === attempts) throw error;
      await delay(pause * attempt, undefined, call.signal && { signal: call.signal });
    }
  }
}
