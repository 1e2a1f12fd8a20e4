import { Logger as LibraryLogger } from 'graphile-worker';
import type { Logger } from 'pino';

/** The library's own log: its errors, as text alone. What comes with them holds payloads. */
export const libraryLog = (log: Logger): LibraryLogger =>
  new LibraryLogger(() => (level, message) => {
    if (String(level) === 'error' && !message.startsWith('Failed task'))
      log.warn({ worker: message }, 'jobs');
  });
