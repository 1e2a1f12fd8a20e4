import { ensureCustomerKnown } from '@customer-graph/customer-references';
import type { Peer } from '@customer-graph/subgraph';
import { z } from 'zod';
import type { Database } from '../db/database.ts';

/** What this module asks about customers, whom it only refers to. */
export interface CustomerReferences {
  /**
   * Makes sure that this module knows where a customer stands, if there is one; for the transaction that locks it.
   * @throws SERVICE_UNAVAILABLE when it is not known here and nobody can tell
   */
  ensureKnown(storeId: string, id: string): Promise<void>;
  /**
   * The address that the customer has proven to be its own; null when there is none.
   * @throws SERVICE_UNAVAILABLE when nobody can tell
   */
  verifiedEmail(storeId: string, id: string): Promise<string | null>;
}

const proof = z.object({
  status: z.string(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
});

export const createCustomerReferences = (
  { prisma: db }: Database,
  customers: Peer,
): CustomerReferences => ({
  ensureKnown: (storeId, id) => ensureCustomerKnown({ db, customers }, storeId, id),
  verifiedEmail: async (storeId, id) => {
    const reference = { __typename: 'Customer', id };
    const selection = 'status email emailVerified';
    const customer = await customers.entity(storeId, reference, selection, proof);
    return customer?.status === 'ACTIVE' && customer.emailVerified ? customer.email : null;
  },
});
