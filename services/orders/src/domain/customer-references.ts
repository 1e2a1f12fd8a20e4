import {
  createCustomerReferences as createReferences,
  type CustomerReferences as References,
} from '@customer-graph/customer-references';
import type { Peer } from '@customer-graph/subgraph';
import { z } from 'zod';
import type { Database } from '../db/database.ts';

/** What this module needs to know of customers, whom it only refers to. */
export interface CustomerReferences extends References {
  /**
   * Where a customer stands and which address it has proven to be its own; null for one that does not exist.
   * @throws SERVICE_UNAVAILABLE when the customers module cannot be reached
   */
  proofOf(storeId: string, id: string): Promise<CustomerProof | null>;
}

interface CustomerProof {
  readonly active: boolean;
  /** Null when no address is verified. */
  readonly verifiedEmail: string | null;
}

const proof = z.object({
  status: z.string(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
});

export const createCustomerReferences = (
  { prisma }: Database,
  customers: Peer,
): CustomerReferences => ({
  ...createReferences(prisma, customers),
  proofOf: async (storeId, id) => {
    const reference = { __typename: 'Customer', id };
    const selection = 'status email emailVerified';
    const customer = await customers.entity(storeId, reference, selection, proof);
    if (!customer) return null;
    const { status, email, emailVerified } = customer;
    return { active: status === 'ACTIVE', verifiedEmail: emailVerified ? email : null };
  },
});
