import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import { createAccessTokens } from './domain/access-tokens.ts';
import { createBackground } from './domain/background.ts';
import type { Module } from './domain/module.ts';
import { createPasswords } from './domain/passwords.ts';
import { createQueue } from './domain/queue.ts';
import { createThrottle } from './domain/throttle.ts';
import { createFolderTransport } from './mail/folder.ts';
import { createPostbox } from './mail/postbox.ts';
import { createSmtpTransport } from './mail/smtp.ts';

const hashing = { atOnce: 2, waiting: 250 };
const openings = { atOnce: 3, waiting: 1_000 };
const backgroundAtOnce = 2;
const deliveriesAtOnce = 10;

/** Puts the module together from its configuration. */
export async function createModule(
  config: Config,
  db: Database,
  log: Logger,
): Promise<{ module: Module; stop: () => Promise<void> }> {
  const stores = new Map(config.STORES.map((store) => [store.id, store]));
  const settingsOf: Module['settingsOf'] = (storeId) => {
    const settings = stores.get(storeId);
    if (!settings) throw new Error(`store ${storeId} is not configured`);
    return settings;
  };
  const background = createBackground(log, backgroundAtOnce);
  const deliveries = createBackground(log, deliveriesAtOnce);
  const transport = config.SMTP_URL
    ? createSmtpTransport(config.SMTP_URL)
    : createFolderTransport(config.MAIL_DIR);
  const postbox = createPostbox({ transport, background: deliveries, settingsOf, log });
  const module: Module = {
    db,
    background,
    openings: createQueue(openings),
    settingsOf,
    privacyModules: config.PRIVACY_MODULES,
    postbox,
    passwords: await createPasswords(createQueue(hashing)),
    throttle: createThrottle(db, {
      attemptsPerAccount: config.LOGIN_ATTEMPTS_PER_ACCOUNT,
      attemptsPerAddress: config.LOGIN_ATTEMPTS_PER_ADDRESS,
      requestsPerAddress: config.REQUESTS_PER_ADDRESS,
    }),
    accessTokens: await createAccessTokens({
      keys: config.SIGNING_KEYS.keys,
      issuer: config.TOKEN_ISSUER,
      audience: config.TOKEN_AUDIENCE,
    }),
  };
  return {
    module,
    stop: async () => {
      // What runs may still drop mails, so the postbox comes second.
      await background.drain();
      postbox.hurry();
      await deliveries.drain();
      transport.close();
    },
  };
}
