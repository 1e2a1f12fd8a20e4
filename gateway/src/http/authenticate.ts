import {
  InvalidTokenError,
  KeysUnavailableError,
  type Principal,
  type TokenVerifier,
} from '@customer-graph/trust';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { codedError, replyWithErrors } from './request-errors.ts';

const principals = new WeakMap<FastifyRequest, Principal>();

/** Who sent the request; undefined for anonymous callers. */
export function principalOf(request: FastifyRequest): Principal | undefined {
  return principals.get(request);
}

/**
 * Refuses a request whose token is not believed, before its body is read. A request without one goes on: what anonymous
 * callers may do is for the subgraphs to say, which check every token again.
 */
export function authenticate(verifier: TokenVerifier) {
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> => {
    const { authorization } = request.headers;
    if (authorization === undefined) return undefined;
    try {
      principals.set(request, await verifier.verify(authorization));
      return undefined;
    } catch (error) {
      if (error instanceof InvalidTokenError) {
        request.log.info({ reason: error.message }, 'token refused');
        void reply.header('www-authenticate', 'Bearer error="invalid_token"');
        return replyWithErrors(request, reply, 401, [
          codedError('UNAUTHENTICATED', 'The access token is not valid'),
        ]);
      }
      if (!(error instanceof KeysUnavailableError)) throw error;
      request.log.error({ reason: error.message }, 'issuer keys unavailable');
      void reply.header('retry-after', '1');
      return replyWithErrors(request, reply, 503, [
        codedError('SERVICE_UNAVAILABLE', 'Access tokens cannot be checked at the moment'),
      ]);
    }
  };
}
