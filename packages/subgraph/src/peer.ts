import { signatureHeader, signCall } from '@customer-graph/trust';
import { context, propagation } from '@opentelemetry/api';
import { Pool } from 'undici';
import { z } from 'zod';
import { serviceUnavailable } from './errors.ts';

export interface PeerOptions {
  /** The name of the service that is asked. */
  readonly service: string;
  /** Its base URL, without a path. */
  readonly url: string;
  /** The name of the service that asks. */
  readonly caller: string;
  readonly secret: string;
}

/** Asks another service on this service's own account, within one store. */
export interface Peer {
  /**
   * The entity's fields, or null when the store has no such entity.
   * @throws SERVICE_UNAVAILABLE when the peer does not answer properly within two seconds
   */
  entity<Fields>(
    storeId: string,
    representation: { readonly __typename: string; readonly id: string },
    selection: string,
    shape: z.ZodType<Fields>,
  ): Promise<Fields | null>;
  /**
   * The data of a query.
   * @throws SERVICE_UNAVAILABLE when the peer does not answer properly within two seconds
   */
  query<Data>(
    storeId: string,
    document: string,
    variables: Readonly<Record<string, unknown>>,
    shape: z.ZodType<Data>,
  ): Promise<Data>;
  /**
   * The data of a mutation.
   * @param stop ends the wait for an answer
   * @throws SERVICE_UNAVAILABLE when the peer does not answer properly within thirty seconds, or before the stop
   */
  mutate<Data>(
    storeId: string,
    document: string,
    variables: Readonly<Record<string, unknown>>,
    shape: z.ZodType<Data>,
    stop: AbortSignal,
  ): Promise<Data>;
  close(): Promise<void>;
}

// Somebody waits for what is asked about an entity; what is told may be long.
const askTimeout = 2_000;
const tellTimeout = 30_000;
const maxAnswer = 1_048_576;

export function createPeer({ service, url, caller, secret }: PeerOptions): Peer {
  const pool = new Pool(url, {
    headersTimeout: tellTimeout,
    bodyTimeout: tellTimeout,
    maxResponseSize: maxAnswer,
  });
  const path = '/graphql';

  async function post(storeId: string, body: string, signal: AbortSignal): Promise<unknown> {
    const headers = { 'x-store-id': storeId };
    const signature = signCall(secret, caller, { service, path, headers, body });
    const trace: Record<string, string> = {};
    propagation.inject(context.active(), trace);
    const answer = await pool.request({
      method: 'POST',
      path,
      headers: {
        ...headers,
        ...trace,
        'content-type': 'application/json',
        [signatureHeader]: signature,
      },
      body,
      signal,
    });
    return answer.body.json();
  }

  async function ask<Data>(
    storeId: string,
    query: string,
    variables: Readonly<Record<string, unknown>>,
    shape: z.ZodType<Data>,
    signal: AbortSignal,
  ): Promise<Data> {
    const answered = z.object({ data: shape, errors: z.undefined().optional() });
    try {
      return answered.parse(await post(storeId, JSON.stringify({ query, variables }), signal)).data;
    } catch {
      throw serviceUnavailable(`The ${service} service is not available right now.`);
    }
  }

  return {
    entity: async (storeId, representation, selection, shape) => {
      const query = `query ($representations: [_Any!]!) {
        _entities(representations: $representations) { ... on ${representation.__typename} { ${selection} } }
      }`;
      const entities = z.object({ _entities: z.tuple([shape.nullable()]) });
      const variables = { representations: [representation] };
      const signal = AbortSignal.timeout(askTimeout);
      return (await ask(storeId, query, variables, entities, signal))._entities[0];
    },
    query: (storeId, document, variables, shape) =>
      ask(storeId, document, variables, shape, AbortSignal.timeout(askTimeout)),
    mutate: (storeId, document, variables, shape, stop) => {
      const signal = AbortSignal.any([stop, AbortSignal.timeout(tellTimeout)]);
      return ask(storeId, document, variables, shape, signal);
    },
    close: () => pool.close(),
  };
}
