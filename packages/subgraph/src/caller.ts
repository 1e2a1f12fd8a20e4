import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  InvalidTokenError,
  KeysUnavailableError,
  signatureHeader,
  signedHeaders,
  verifyCall,
  type Principal,
  type SignedHeader,
  type TokenVerifier,
} from '@customer-graph/trust';
import { GraphQLError } from 'graphql';
import type { RequestContext } from './access.ts';
import { serviceUnavailable, unauthenticated } from './errors.ts';

interface CallerOptions {
  readonly service: string;
  readonly secrets: readonly string[];
  readonly storeIds: ReadonlySet<string>;
  readonly verifier: TokenVerifier;
}

const gateway = 'gateway';

/** Establishes who calls: first which process, by its signature, then on whose behalf, by the token it passes on. */
export function requestContextReader({ service, secrets, storeIds, verifier }: CallerOptions) {
  async function principalOf(request: FastifyRequest, caller: string): Promise<Principal | null> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return verify(verifier, authorization);
    return caller === gateway ? null : peer(service, caller, header(request, 'x-store-id') ?? '');
  }
  return {
    /** Ends a call that no process of ours has signed, without telling why. */
    requireSignature: (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
      const caller = callerOf(request, service, secrets);
      if (caller === null) {
        void reply.code(403).send();
        return;
      }
      request.caller = caller;
      done();
    },
    read: async (request: FastifyRequest): Promise<RequestContext> => {
      const principal = await principalOf(request, request.caller);
      const storeId = principal?.storeId ?? header(request, 'x-store-id');
      const known = storeId !== null && storeIds.has(storeId);
      if (principal && !known)
        throw refusal(
          401,
          unauthenticated('The token is for a store that this service does not serve.'),
        );
      return {
        principal,
        storeId: known ? storeId : null,
        requestId: header(request, 'x-request-id') ?? randomUUID(),
        clientAddress: header(request, 'x-client-address'),
        clientUserAgent: header(request, 'x-client-user-agent'),
        authorization: request.headers.authorization ?? null,
      };
    },
  };
}

/** The process that signed this request for this service, or null. */
export function callerOf(
  request: FastifyRequest,
  service: string,
  secrets: readonly string[],
): string | null {
  const headers: Partial<Record<SignedHeader, string>> = {};
  for (const name of signedHeaders) {
    const value = request.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  const signature = header(request, signatureHeader) ?? undefined;
  return verifyCall(secrets, signature, {
    service,
    path: request.url,
    headers,
    body: request.bodyText,
  });
}

/** Another service that calls on its own account: it may read what this service owns, in the store it names. */
function peer(service: string, caller: string, storeId: string): Principal {
  const permissions = new Set([`${service}:read`]);
  return { kind: 'service', id: caller, storeId, permissions, sessionId: null };
}

/** The whole call is refused, in a response whose status says so: nothing of it was executed. */
const refusal = (status: number, { message, extensions }: GraphQLError) =>
  new GraphQLError(message, { extensions: { ...extensions, http: { status } } });

async function verify(verifier: TokenVerifier, authorization: string): Promise<Principal> {
  try {
    return await verifier.verify(authorization);
  } catch (error) {
    if (error instanceof InvalidTokenError)
      throw refusal(401, unauthenticated('The access token is invalid or has expired.'));
    if (error instanceof KeysUnavailableError) throw refusal(503, serviceUnavailable());
    throw error;
  }
}

function header(request: FastifyRequest, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: string;
  }
}
