import {
  InvalidTokenError,
  KeysUnavailableError,
  type Principal,
  type TokenVerifier,
} from '@customer-graph/trust';
import type { onRequestHookHandler } from 'fastify';
import { tokenRefusal } from '../execution/token-refusal.ts';
import { codedError, replyWithErrors } from './request-errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent the request; null for anonymous callers and for tokens that are not believed. */
    principal: Principal | null;
    /** Why the request's token is not believed. */
    tokenFailure: InvalidTokenError | KeysUnavailableError | null;
  }
}

/** Verifies the token of a request, if it has one, without deciding anything yet. */
export function identify(verifier: TokenVerifier): onRequestHookHandler {
  return (request, _reply, done) => {
    const { authorization } = request.headers;
    if (authorization === undefined) return done();
    const known = verifier.known(authorization);
    if (known) {
      request.principal = known;
      return done();
    }
    verifier.verify(authorization).then(
      (principal) => {
        request.principal = principal;
        done();
      },
      (error: unknown) => {
        if (!(error instanceof InvalidTokenError || error instanceof KeysUnavailableError))
          return done(error instanceof Error ? error : new Error(String(error)));
        request.tokenFailure = error;
        done();
      },
    );
  };
}

/**
 * Refuses a request whose token is not believed, before its body is read. A request without one goes on: what anonymous
 * callers may do is for the subgraphs to say, which check every token again.
 */
export const refuseUnverified: onRequestHookHandler = (request, reply, done) => {
  const failure = request.tokenFailure;
  if (!failure) return done();
  if (failure instanceof InvalidTokenError) {
    request.log.info({ reqId: request.id, reason: failure.message }, 'token refused');
    void reply.headers(tokenRefusal.headers);
    replyWithErrors(request, reply, tokenRefusal.status, [tokenRefusal.error]);
    return;
  }
  request.log.error({ reqId: request.id, reason: failure.message }, 'issuer keys unavailable');
  void reply.header('retry-after', '1');
  replyWithErrors(request, reply, 503, [
    codedError('SERVICE_UNAVAILABLE', 'Access tokens cannot be verified at the moment'),
  ]);
};
