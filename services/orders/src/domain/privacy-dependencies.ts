import type { Peer } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';

/** What privacy requests are carried out with. */
export interface PrivacyWork {
  readonly db: Database;
  readonly customers: Peer;
  readonly log: Logger;
  /** Milliseconds after which an erasure that is held back is looked at again, should nothing have woken it. */
  readonly recheckHeld: number;
}
