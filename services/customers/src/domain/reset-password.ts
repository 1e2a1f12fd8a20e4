import { normalEmail } from '@customer-graph/text';
import { findCustomers } from '../db/customers.ts';
import { postMail } from '../mail/post-mail.ts';
import { invalidToken, type InvalidTokenError } from './answers.ts';
import { customerPayload, type CustomerPayload } from './customer.ts';
import { handOver } from './hand-over.ts';
import { emailOf, peekMailToken, useMailToken } from './mail-token.ts';
import type { Module } from './module.ts';
import { passwordFault, type PasswordPolicyError } from './password-policy.ts';
import { passwordOnly } from './registration.ts';

export interface ResetPassword {
  readonly storeId: string;
  readonly token: string;
  readonly newPassword: string;
}

/**
 * Sets a new password for who can read the customer's mail, which also proves the address; nothing stays of what somebody
 * registered it with before. All sessions end, and the throttle on the account with them: whoever was locked out by
 * somebody's guessing is in again.
 */
export async function resetPassword(
  module: Module,
  { storeId, token, newPassword }: ResetPassword,
): Promise<CustomerPayload | InvalidTokenError | PasswordPolicyError> {
  const use = { storeId, purpose: 'RESET_PASSWORD' as const, token };
  const mailed = await peekMailToken(module, use);
  const [known] = mailed ? await findCustomers(module.db, storeId, [mailed.customerId]) : [];
  if (!known) return invalidToken();
  const entered = { password: newPassword, path: ['newPassword'], known };
  const fault = passwordFault(module.settingsOf(storeId), entered);
  if (fault) return fault;
  const passwordHash = await module.passwords.hash(newPassword);
  const answer = await useMailToken(
    module,
    use,
    async (tx, account, { email }): Promise<CustomerPayload | InvalidTokenError> => {
      if (emailOf(account.customer).normal !== email.normal) return invalidToken();
      const registration = passwordOnly(passwordHash);
      const proof = { email, registration, event: 'PASSWORD_RESET' as const };
      const customer = await handOver(tx, account, proof);
      const { id: customerId, preferredLanguage: language } = customer;
      const to = { storeId, customerId, to: email.typed, language };
      await postMail(tx, { ...to, kind: 'password-changed' });
      return customerPayload(customer);
    },
  );
  if (answer.__typename === 'CustomerPayload' && answer.customer.email !== null)
    await module.throttle.release(storeId, normalEmail(answer.customer.email));
  return answer;
}
