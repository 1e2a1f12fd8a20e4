import {
  changeCustomer,
  findCustomerByEmail,
  lockCredentials,
  unlessTaken,
} from '../db/customers.ts';
import type { Transaction } from '../db/database.ts';
import { recordHistory } from '../db/history.ts';
import { postMail } from '../mail/post-mail.ts';
import { invalidToken, type InvalidTokenError } from './answers.ts';
import { customerPayload, type CustomerPayload } from './customer.ts';
import { endUnproven } from './end-unproven.ts';
import type { Email } from './fields.ts';
import { useMailToken } from './mail-token.ts';
import type { Module } from './module.ts';

/**
 * Makes the address that the token was mailed to the customer's; it is verified by that. Tokens mailed to the old address
 * stop working, and a message goes there. An account that somebody registered with the address without proving it ends. When
 * the address is another customer's otherwise, the token is not valid.
 */
export async function confirmEmailChange(
  module: Module,
  storeId: string,
  token: string,
): Promise<CustomerPayload | InvalidTokenError> {
  const use = { storeId, purpose: 'CHANGE_EMAIL' as const, token };
  return unlessTaken(
    () =>
      useMailToken(
        module,
        use,
        async (tx, { customer: { id, email: before } }, { email }): Promise<CustomerPayload> => {
          await freeAddress(tx, storeId, email, id);
          const key = { storeId, id };
          await recordHistory(tx, key, { type: 'EMAIL_CHANGED', actor: `customer:${id}` });
          const customer = await changeCustomer(tx, key, {
            email: email.typed,
            emailNormal: email.normal,
            emailVerifiedAt: new Date(),
            unprovenRegistrations: 0,
          });
          const { preferredLanguage: language } = customer;
          const to = { storeId, customerId: id, to: before, language };
          await postMail(tx, { ...to, kind: 'email-changed' });
          return customerPayload(customer);
        },
      ),
    invalidToken(),
  );
}

async function freeAddress(
  tx: Transaction,
  storeId: string,
  { normal }: Email,
  proverId: string,
): Promise<void> {
  const holder = await findCustomerByEmail(tx, storeId, normal);
  if (!holder || holder.id === proverId) return;
  const locked = await lockCredentials(tx, storeId, holder.id);
  if (locked && locked.unprovenRegistrations > 0) await endUnproven(tx, locked.customer, proverId);
}
