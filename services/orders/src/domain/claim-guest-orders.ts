import { customerNotActive, type ReferenceError } from '@customer-graph/customer-references';
import { forbidden, transactional, type Scope } from '@customer-graph/subgraph';
import { subjects, type Transaction } from '../db/database.ts';
import { giveSomeOrders } from '../db/orders.ts';
import { recordHistory } from './change-order.ts';
import { normalEmail } from '@customer-graph/text';
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

type ClaimGuestOrdersResult = ClaimedOrders | EmailNotVerifiedForClaimError | ReferenceError;

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
  scope: Scope,
): Promise<ClaimGuestOrdersResult> {
  const { storeId, customerId, actor } = scope;
  if (customerId === null) throw forbidden();
  const proof = await customerReferences.proofOf(storeId, customerId);
  if (proof && !proof.active) return customerNotActive(customerId);
  const email = proof?.verifiedEmail ?? null;
  if (email === null) return notVerified;
  const customer = customerReference(customerId);
  // An order that waits to be redacted is nobody's any more.
  const erasures = { none: {} };
  const ofGuest = { storeId, contactEmailNormal: normalEmail(email), customerId: null, erasures };
  const claimSome = async (tx: Transaction): Promise<ClaimedOrders> => {
    const claimed = await giveSomeOrders(tx, ofGuest, customerId);
    await recordHistory(tx, claimed, { type: 'CLAIMED', actor, at: new Date() });
    return { __typename: 'ClaimedOrders', count: claimed.length, customer };
  };
  const writer = db.writerOf(subjects.customer(customerId));
  let count = 0;
  for (;;) {
    const some = await customerReferences.asCaller(writer, scope, (own) =>
      transactional(own, claimSome),
    );
    if (some.__typename !== 'ClaimedOrders') return some;
    if (some.count === 0) return { ...some, count };
    count += some.count;
  }
}
