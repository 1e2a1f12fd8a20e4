import type { StoreSettings } from '../config.ts';
import type { Database } from '../db/database.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Passwords } from './passwords.ts';

/** What the module's operations work with; made once, at start. */
export interface Module {
  readonly db: Database;
  readonly passwords: Passwords;
  readonly accessTokens: AccessTokens;
  /** Settings of a configured store. */
  readonly settingsOf: (storeId: string) => StoreSettings;
}
