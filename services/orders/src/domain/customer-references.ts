import type { Peer } from '@customer-graph/subgraph';
import { z } from 'zod';

export type ReferenceStatus = 'ACTIVE' | 'INACTIVE' | 'UNKNOWN';

/** What this module asks about customers, whom it only refers to. */
export interface CustomerReferences {
  /** @throws SERVICE_UNAVAILABLE when nobody can tell */
  check(storeId: string, id: string): Promise<ReferenceStatus>;
  /**
   * The address that the customer has proven to be its own; null when there is none.
   * @throws SERVICE_UNAVAILABLE when nobody can tell
   */
  verifiedEmail(storeId: string, id: string): Promise<string | null>;
}

const standing = z.object({ status: z.string() });
const proof = z.object({
  status: z.string(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
});

/** Asks the service that owns customers each time. */
export const createCustomerReferences = (customers: Peer): CustomerReferences => ({
  check: async (storeId, id) => {
    const reference = { __typename: 'Customer', id };
    const customer = await customers.entity(storeId, reference, 'status', standing);
    if (!customer) return 'UNKNOWN';
    return customer.status === 'ACTIVE' ? 'ACTIVE' : 'INACTIVE';
  },
  verifiedEmail: async (storeId, id) => {
    const reference = { __typename: 'Customer', id };
    const selection = 'status email emailVerified';
    const customer = await customers.entity(storeId, reference, selection, proof);
    return customer?.status === 'ACTIVE' && customer.emailVerified ? customer.email : null;
  },
});
