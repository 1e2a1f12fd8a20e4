import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { StoreSettings } from '../config.ts';
import type { Background } from '../domain/background.ts';
import { composeMail, type Mail } from './compose.ts';
import type { MailTransport } from './message.ts';

/** Where operations drop their mails; delivery is tried three times behind the answer. */
export interface Postbox {
  post(mail: Mail): void;
  /** Removes what is kept of mails to these addresses, given in normal form. */
  forget(storeId: string, addresses: readonly string[]): void;
  /** From now on waits no longer between tries, so that a stop is not held up. */
  hurry(): void;
}

export interface PostboxOptions {
  readonly transport: MailTransport;
  readonly background: Background;
  readonly settingsOf: (storeId: string) => StoreSettings;
  readonly log: Logger;
}

const waitsBeforeTries = [0, 1_000, 5_000];

/**
 * A mail that cannot be delivered is logged and given up: the customer asks for another. It is not stored meanwhile,
 * since its token must not lie readable in the database.
 */
export function createPostbox({ transport, background, settingsOf, log }: PostboxOptions): Postbox {
  const hurry = new AbortController();
  return {
    post: (mail) =>
      background.run('mail', async () => {
        const message = composeMail(mail, settingsOf(mail.storeId));
        for (const wait of waitsBeforeTries) {
          await delay(wait, undefined, { signal: hurry.signal }).catch(() => undefined);
          try {
            return await transport.send(message);
          } catch (error) {
            // Not the error itself: what a mail server answers quotes the recipient.
            log.warn({ mail: message.id, kind: mail.kind, code: codeOf(error) }, 'mail not taken');
          }
        }
        log.error({ mail: message.id, kind: mail.kind }, 'mail given up');
      }),
    forget: (storeId, addresses) =>
      background.run('forget mails', () => transport.forget(storeId, new Set(addresses))),
    hurry: () => hurry.abort(),
  };
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
