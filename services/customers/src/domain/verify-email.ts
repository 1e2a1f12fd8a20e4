import { changeCustomer } from '../db/customers.ts';
import { recordHistory } from '../db/history.ts';
import { invalidToken, type InvalidTokenError } from './answers.ts';
import { customerPayload, type CustomerPayload } from './customer.ts';
import { emailOf, useMailToken } from './mail-token.ts';
import type { Module } from './module.ts';

/** Marks the address that the token was mailed to as verified, if it still is the customer's. */
export function verifyEmail(
  module: Module,
  storeId: string,
  token: string,
): Promise<CustomerPayload | InvalidTokenError> {
  const use = { storeId, purpose: 'VERIFY_EMAIL' as const, token };
  return useMailToken(
    module,
    use,
    async (tx, customer, mailedTo): Promise<CustomerPayload | InvalidTokenError> => {
      if (emailOf(customer).normal !== mailedTo.normal) return invalidToken();
      if (customer.emailVerifiedAt) return customerPayload(customer);
      const actor = `customer:${customer.id}`;
      await recordHistory(tx, customer, { type: 'EMAIL_VERIFIED', actor });
      return customerPayload(
        await changeCustomer(tx, customer.id, { emailVerifiedAt: new Date() }),
      );
    },
  );
}
