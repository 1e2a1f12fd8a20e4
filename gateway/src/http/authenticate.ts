import {
  InvalidTokenError,
  KeysUnavailableError,
  type Principal,
  type TokenVerifier,
} from '@customer-graph/trust';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { codedError, replyWithErrors } from './request-errors.ts';

const principals = new WeakMap<FastifyRequest, Principal>();
const failures = new WeakMap<FastifyRequest, InvalidTokenError | KeysUnavailableError>();

/** Who sent the request; undefined for anonymous callers and for tokens that are not believed. */
export function principalOf(request: FastifyRequest): Principal | undefined {
  return principals.get(request);
}

/** Verifies the token of a request, if it has one, without deciding anything yet. */
export function identify(verifier: TokenVerifier) {
  return async (request: FastifyRequest): Promise<undefined> => {
    const { authorization } = request.headers;
    if (authorization === undefined) return;
    try {
      principals.set(request, await verifier.verify(authorization));
    } catch (error) {
      if (!(error instanceof InvalidTokenError || error instanceof KeysUnavailableError))
        throw error;
      failures.set(request, error);
    }
  };
}

/**
 * Refuses a request whose token is not believed, before its body is read. A request without one goes on: what anonymous
 * callers may do is for the subgraphs to say, which check every token again.
 */
export async function refuseUnverified(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const failure = failures.get(request);
  if (!failure) return undefined;
  if (failure instanceof InvalidTokenError) {
    request.log.info({ reason: failure.message }, 'token refused');
    void reply.header('www-authenticate', 'Bearer error="invalid_token"');
    return replyWithErrors(request, reply, 401, [
      codedError('UNAUTHENTICATED', 'The access token is not valid'),
    ]);
  }
  request.log.error({ reason: failure.message }, 'issuer keys unavailable');
  void reply.header('retry-after', '1');
  return replyWithErrors(request, reply, 503, [
    codedError('SERVICE_UNAVAILABLE', 'Access tokens cannot be checked at the moment'),
  ]);
}
