import type { StoreSettings } from '../config.ts';
import type { Database } from '../db/database.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { MailSecrets } from './mail-secrets.ts';
import type { Passwords } from './passwords.ts';
import type { Throttle } from './throttle.ts';

/** What the module's operations work with; made once, at start. */
export interface Module {
  readonly db: Database;
  readonly passwords: Passwords;
  readonly accessTokens: AccessTokens;
  readonly throttle: Throttle;
  readonly mailSecrets: MailSecrets;
  /** Names of modules that hold data of customers, and whether their answers to privacy requests are waited for. */
  readonly privacyModules: Readonly<Record<string, 'on' | 'off'>>;
  /** Settings of a configured store. */
  readonly settingsOf: (storeId: string) => StoreSettings;
}

/** Where a call comes from, as the gateway saw it. */
export interface Origin {
  readonly clientAddress: string | null;
  readonly clientUserAgent: string | null;
}
