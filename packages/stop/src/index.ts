import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** Milliseconds in which load balancers notice. With what runs then, a stop stays below ten seconds. */
export const longestNotice = 5_000;
const usualNotice = 3_000;

/** The notice that is given where the environment names none: in production somebody may send requests. */
export const noticeOf = (given: number | undefined, production: boolean): number =>
  given ?? (production ? usualNotice : 0);

export interface Leaving {
  /** True from the first moment of a stop: `/readyz` answers 503. */
  readonly begun: boolean;
  /** Begins to leave; resolves when the notice is over and the server may be closed. */
  begin(): Promise<void>;
}

/**
 * Lets a server leave without a request being refused or reset: it still serves for the time of `notice`, but says that it
 * is not ready and asks clients to close their connections.
 */
export function prepareLeaving(app: FastifyInstance, notice: number): Leaving {
  const leaving = {
    begun: false,
    begin: async () => {
      leaving.begun = true;
      await delay(notice);
    },
  };
  app.addHook('onSend', (request, reply, _payload, done) => {
    // HTTP/2 has no such header; its sessions are told when the server closes.
    if (leaving.begun && request.raw.httpVersionMajor < 2) void reply.header('connection', 'close');
    done();
  });
  return leaving;
}
