import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Graph } from '../graph.ts';
import { callGraph, GraphAnswerError, type GraphCall } from '../graph-client.ts';
import { StartError } from '../start-error.ts';

/** Calls the graph within one store, as its staff would. */
export interface StoreClient {
  readonly store: string;
  /** Undefined where mails go to a mail server. */
  readonly mailDir: string | undefined;
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

export interface LoadOptions {
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

type Variables = Readonly<Record<string, unknown>>;
/** Shape of the outcomes that are taken; each has its `__typename`. */
type Expected<Result> = z.ZodType<Result>;

const anyOutcome = z.record(z.string(), z.looseObject({ __typename: z.string() }));

export async function storeClient(
  graph: Graph,
  store: string,
  { signal, onLine }: LoadOptions,
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
    const [outcome] = Object.values(await patiently(graph.url, anyOutcome, call, onLine));
    const parsed = expected.safeParse(outcome);
    if (parsed.success) return parsed.data;
    throw new StartError(`The demo data of ${store} were refused: ${JSON.stringify(outcome)}`);
  }

  return {
    store,
    mailDir: graph.keepsMails ? graph.mailDir : undefined,
    query: (shape, query, variables = {}) =>
      patiently(graph.url, shape, { query, variables, headers: staff, signal }, onLine),
    mutate: (expected, mutation, variables) => mutate(expected, mutation, variables, staff),
    mutateAnonymously: (expected, mutation, variables) =>
      mutate(expected, mutation, variables, anonymous),
  };
}

const pause = 1_000;
const reportEvery = 10;
const limit = 300_000;
// Nothing was done, or something was and its result could not be read: with its key, the call may be sent again.
const passing = [
  'SUBGRAPH_TIMEOUT',
  'SUBGRAPH_UNAVAILABLE',
  'SERVICE_UNAVAILABLE',
  'RESULT_UNAVAILABLE',
];

/** Tries again for five minutes while a module is too busy: right after the start, on a slow machine, it may be. */
async function patiently<Data>(
  url: string,
  shape: z.ZodType<Data>,
  call: GraphCall,
  onLine: (line: string) => void,
): Promise<Data> {
  const deadline = Date.now() + limit;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await callGraph(url, shape, call);
    } catch (error) {
      const busy =
        error instanceof GraphAnswerError && error.codes.every((code) => passing.includes(code));
      if (!busy || Date.now() > deadline) throw error;
      if (attempt % reportEvery === 0) onLine(`The graph is busy, trying again: ${error.message}`);
      await delay(pause, undefined, call.signal && { signal: call.signal });
    }
  }
}
