import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { principalOf } from './authenticate.ts';
import { codedError, replyWithErrors } from './request-errors.ts';

/**
 * Bounds the requests of each caller within a minute: of each principal, and of each address that sends none. Counted in
 * this process alone; it protects the process, not a quota.
 * @param perMinute 0 for no bound
 */
export function limitRate(perMinute: number) {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> => {
    if (perMinute === 0) return undefined;
    try {
      await limiter.consume(keyOf(request));
      return undefined;
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      void reply.header('retry-after', String(Math.ceil(error.msBeforeNext / 1_000)));
      return replyWithErrors(request, reply, 429, [
        codedError('RATE_LIMITED', 'Too many requests'),
      ]);
    }
  };
}

function keyOf(request: FastifyRequest): string {
  const principal = principalOf(request);
  return principal ? `${principal.storeId} ${principal.kind} ${principal.id}` : request.ip;
}
