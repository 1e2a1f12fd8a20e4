import { pino, type Level, type Logger } from 'pino';

const flushInterval = 250;
const bufferSize = 8_192;

/**
 * A logger that writes many lines at once, at the latest a quarter of a second after the first: a system call for each
 * request would cost more than all else about its line.
 */
export function createLog(level: Level | 'silent'): { readonly log: Logger; stop(): void } {
  // What is left when the process exits is written by pino itself.
  const destination = pino.destination({ sync: false, minLength: bufferSize });
  const timer = setInterval(() => destination.flush(), flushInterval).unref();
  return {
    log: pino({ name: 'gateway', level }, destination),
    stop() {
      clearInterval(timer);
      destination.flushSync();
    },
  };
}
