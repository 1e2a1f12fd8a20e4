import type { Peer } from '@customer-graph/subgraph';
import { z } from 'zod';

const document = 'query ($id: ID!) { privacyRequest(id: $id) { contactEmails } }';
const shape = z.object({
  privacyRequest: z.object({ contactEmails: z.array(z.string()).nullable() }).nullable(),
});

/**
 * The verified addresses, in normal form, under which the person of a privacy request may be known without an account; none
 * once the request has ended. Call it outside of what applies an event: that must not depend on another process.
 * @throws SERVICE_UNAVAILABLE
 */
export async function readContactEmails(
  customers: Peer,
  storeId: string,
  requestId: string,
): Promise<readonly string[]> {
  const { privacyRequest } = await customers.query(storeId, document, { id: requestId }, shape);
  return privacyRequest?.contactEmails ?? [];
}
