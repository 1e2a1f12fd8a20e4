import type { Peer } from '@customer-graph/subgraph';
import { z } from 'zod';

type ReferenceStatus = 'ACTIVE' | 'INACTIVE' | 'UNKNOWN';

/** What this module asks about customers, whom it only refers to. */
export interface CustomerReferences {
  /** @throws SERVICE_UNAVAILABLE when nobody can tell */
  check(storeId: string, id: string): Promise<ReferenceStatus>;
}

const standing = z.object({ status: z.string() });

/** Asks the service that owns customers; calls about the same customer at the same time share one question. */
export function createCustomerReferences(customers: Peer): CustomerReferences {
  const asked = new Map<string, Promise<ReferenceStatus>>();
  async function ask(storeId: string, id: string): Promise<ReferenceStatus> {
    const reference = { __typename: 'Customer', id };
    const customer = await customers.entity(storeId, reference, 'status', standing);
    if (!customer) return 'UNKNOWN';
    return customer.status === 'ACTIVE' ? 'ACTIVE' : 'INACTIVE';
  }
  return {
    check: (storeId, id) => {
      const key = `${storeId}/${id}`;
      const answer = asked.get(key) ?? ask(storeId, id).finally(() => asked.delete(key));
      asked.set(key, answer);
      return answer;
    },
  };
}
