import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { codedError, replyWithErrors } from './request-errors.ts';

/**
 * Bounds the requests of each caller within a minute: of each principal, and of each address that sends none. Counted in
 * this process alone; it protects the process, not a quota.
 * @param perMinute 0 for no bound
 */
export function limitRate(perMinute: number): onRequestHookHandler {
  if (perMinute === 0) return (_request, _reply, done) => done();
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return (request, reply, done) => {
    limiter.consume(keyOf(request)).then(
      () => done(),
      (error: unknown) => {
        if (!(error instanceof RateLimiterRes))
          return done(error instanceof Error ? error : new Error(String(error)));
        void reply.header('retry-after', String(Math.ceil(error.msBeforeNext / 1_000)));
        replyWithErrors(request, reply, 429, [codedError('RATE_LIMITED', 'Too many requests')]);
      },
    );
  };
}

function keyOf(request: FastifyRequest): string {
  const { principal } = request;
  return principal ? `${principal.storeId} ${principal.kind} ${principal.id}` : request.ip;
}
