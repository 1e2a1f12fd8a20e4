import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import { createAccessTokens } from './domain/access-tokens.ts';
import { createMailSecrets } from './domain/mail-secrets.ts';
import type { Module } from './domain/module.ts';
import { createPasswords } from './domain/passwords.ts';
import { createQueue } from './domain/queue.ts';
import { createThrottle } from './domain/throttle.ts';

const hashing = { atOnce: 2, waiting: 250 };

/** Puts the module together from its configuration. */
export async function createModule(config: Config, db: Database): Promise<Module> {
  const stores = new Map(config.STORES.map((store) => [store.id, store]));
  return {
    db,
    settingsOf: (storeId) => {
      const settings = stores.get(storeId);
      if (!settings) throw new Error(`store ${storeId} is not configured`);
      return settings;
    },
    privacyModules: config.PRIVACY_MODULES,
    mailSecrets: createMailSecrets(config.INTERNAL_SECRETS),
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
}
