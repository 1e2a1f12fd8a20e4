import { lockReference } from '@customer-graph/customer-references';
import { forbidden, transactional, type Scope } from '@customer-graph/subgraph';
import type { Transaction } from '../db/database.ts';
import { giveSomeOrders } from '../db/orders.ts';
import { recordHistory } from './change-order.ts';
import { normalEmail } from './fields.ts';
import type { Module } from './module.ts';
import { customerReference, type CustomerReference } from './order.ts';

export interface ClaimedOrders {
  readonly __typename: 'ClaimedOrders';
  readonly count: number;
  readonly customer: CustomerReference;
}
export interface EmailNotVerifiedForClaimError {
  readonly __typename: 'EmailNotVerifiedForClaimError';
  readonly message: string;
}

type ClaimGuestOrdersResult = ClaimedOrders | EmailNotVerifiedForClaimError;

const notVerified: EmailNotVerifiedForClaimError = {
  __typename: 'EmailNotVerifiedForClaimError',
  message: 'Verify your e-mail address first.',
};

/**
 * Gives the customer the guest orders that were placed with the address it has proven to be its own: in short transactions,
 * so that a call that is cut off has not been for nothing, and the next one goes on.
 */
export async function claimGuestOrders(
  { db, customerReferences }: Module,
  { storeId, customerId, actor }: Scope,
): Promise<ClaimGuestOrdersResult> {
  if (customerId === null) throw forbidden();
  const email = await customerReferences.verifiedEmail(storeId, customerId);
  if (email === null) return notVerified;
  await customerReferences.ensureKnown(storeId, customerId);
  const customer = customerReference(customerId);
  const ofGuest = { storeId, contactEmailNormal: normalEmail(email), customerId: null };
  const claimSome = async (tx: Transaction): Promise<ClaimGuestOrdersResult> => {
    if ((await lockReference(tx, storeId, customerId)) !== 'ACTIVE') return notVerified;
    const claimed = await giveSomeOrders(tx, ofGuest, customerId);
    await recordHistory(tx, claimed, { type: 'CLAIMED', actor, at: new Date() });
    return { __typename: 'ClaimedOrders', count: claimed.length, customer };
  };
  let count = 0;
  for (;;) {
    const some = await transactional(db.prisma, claimSome);
    if (some.__typename !== 'ClaimedOrders') return some;
    if (some.count === 0) return { ...some, count };
    count += some.count;
  }
}
