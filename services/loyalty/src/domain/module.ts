import type { CustomerReferences } from '@customer-graph/customer-references';
import type { Database } from '../db/database.ts';

/** What the module's operations work with; made once, at start. */
export interface Module {
  readonly db: Database;
  readonly customerReferences: CustomerReferences;
  /** The present moment; tests pass another. */
  readonly clock: () => Date;
}
