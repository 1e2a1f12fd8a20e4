import {
  ensureCustomerKnown,
  lockReference,
  type CustomerStatus,
} from '@customer-graph/customer-references';
import type { Peer } from '@customer-graph/subgraph';
import type { Database, Transaction } from '../db/database.ts';

/** What this module asks about customers, whom it only refers to. */
export interface CustomerReferences {
  /**
   * Makes sure that this module knows where a customer stands, if there is one.
   * @throws SERVICE_UNAVAILABLE when it is not known here and nobody can tell
   */
  ensureKnown(storeId: string, id: string): Promise<void>;
  /** Where a customer stands until the transaction ends; null when unknown. */
  lock(tx: Transaction, storeId: string, id: string): Promise<CustomerStatus | null>;
}

const most = 100_000;

/** Calls about the same customer at the same time share one question; who is known stays known. */
export function createCustomerReferences(
  { prisma: db }: Database,
  customers: Peer,
): CustomerReferences {
  const known = new Set<string>();
  const asking = new Map<string, Promise<void>>();
  return {
    ensureKnown: async (storeId, id) => {
      const key = `${storeId}/${id}`;
      if (known.has(key)) return;
      const answer =
        asking.get(key) ??
        ensureCustomerKnown({ db, customers }, storeId, id).finally(() => asking.delete(key));
      asking.set(key, answer);
      await answer;
    },
    lock: async (tx, storeId, id) => {
      const status = await lockReference(tx, storeId, id);
      if (known.size >= most) known.clear();
      if (status !== null) known.add(`${storeId}/${id}`);
      return status;
    },
  };
}
