import type { StoreSettings } from '../config.ts';
import type { Database } from '../db/database.ts';
import type { CustomerReferences } from './customer-references.ts';
import type { GuestTokens } from './guest-tokens.ts';

/** What the module's operations work with; made once, at start. */
export interface Module {
  readonly db: Database;
  readonly customerReferences: CustomerReferences;
  readonly guestTokens: GuestTokens;
  /** Settings of a configured store. */
  readonly settingsOf: (storeId: string) => StoreSettings;
}
