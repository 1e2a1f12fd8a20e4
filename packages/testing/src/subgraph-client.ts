import { signatureHeader, signCall, type SignedHeaderValues } from '@customer-graph/trust';
import { request } from 'undici';

/** The secret that processes of a test sign with. */
export const internalSecret = 'a secret that only the processes of one test share';

/** A GraphQL answer as it comes over the wire. */
export interface GraphQLAnswer<Data> {
  readonly data: Data;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: { readonly code?: string };
  }[];
}

export interface CallOptions {
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Value of the Authorization header; anonymous without. */
  readonly authorization?: string;
  /** The store of an anonymous call. */
  readonly storeId?: string;
  readonly headers?: SignedHeaderValues;
}

/** Sends operations to one subgraph as the gateway does, signed; or in the name of another process. */
export function createSubgraphClient(url: string, service: string, caller = 'gateway') {
  return async <Data = Record<string, never>>(
    query: string,
    { variables, authorization, storeId, headers }: CallOptions = {},
  ): Promise<GraphQLAnswer<Data>> => {
    const body = JSON.stringify({ query, variables });
    const passedOn = { authorization, 'x-store-id': storeId, ...headers };
    const signature = signCall(internalSecret, caller, {
      service,
      path: '/graphql',
      headers: passedOn,
      body,
    });
    const answer = await request(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...passedOn, [signatureHeader]: signature },
      body,
    });
    const text = await answer.body.text();
    try {
      return JSON.parse(text) as GraphQLAnswer<Data>;
    } catch {
      throw new Error(`${service} answered ${answer.statusCode}: ${text.slice(0, 200)}`);
    }
  };
}
