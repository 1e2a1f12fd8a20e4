import { changeCustomer } from '../db/customers.ts';
import { recordHistory } from '../db/history.ts';
import { invalidToken, type InvalidTokenError } from './answers.ts';
import { customerPayload, type CustomerPayload } from './customer.ts';
import { handOver, hasOwner } from './hand-over.ts';
import { emailOf, useMailToken } from './mail-token.ts';
import type { Module } from './module.ts';

/**
 * Marks the address that the token was mailed to as verified, if it still is the customer's. What the mail was sent for
 * becomes valid with it: the account as it was opened, or the registration that came later.
 */
export function verifyEmail(
  module: Module,
  storeId: string,
  token: string,
): Promise<CustomerPayload | InvalidTokenError> {
  const use = { storeId, purpose: 'VERIFY_EMAIL' as const, token };
  return useMailToken(
    module,
    use,
    async (tx, account, { email, registration }): Promise<CustomerPayload | InvalidTokenError> => {
      const { customer } = account;
      if (emailOf(customer).normal !== email.normal) return invalidToken();
      if (registration) {
        if (hasOwner(account)) return invalidToken();
        const proof = { email, registration, event: 'REGISTERED' as const };
        return customerPayload(await handOver(tx, account, proof));
      }
      if (customer.emailVerifiedAt) return customerPayload(customer);
      const actor = `customer:${customer.id}`;
      await recordHistory(tx, customer, { type: 'EMAIL_VERIFIED', actor });
      const verified = { emailVerifiedAt: new Date(), unprovenRegistrations: 0 };
      return customerPayload(await changeCustomer(tx, customer, verified));
    },
  );
}
