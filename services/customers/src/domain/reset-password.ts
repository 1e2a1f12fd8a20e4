import { changeCustomer } from '../db/customers.ts';
import { recordHistory } from '../db/history.ts';
import { voidMailTokens } from '../db/mail-tokens.ts';
import { endSessions } from '../db/sessions.ts';
import { invalidToken, type InvalidTokenError } from './answers.ts';
import { customerPayload, type CustomerPayload } from './customer.ts';
import { normalEmail } from './fields.ts';
import { emailOf, isMailTokenAlive, useMailToken } from './mail-token.ts';
import type { Module } from './module.ts';
import { passwordFault, type PasswordPolicyError } from './password-policy.ts';

export interface ResetPassword {
  readonly storeId: string;
  readonly token: string;
  readonly newPassword: string;
}

/**
 * Sets a new password for who can read the customer's mail, which also proves the address. All sessions end, and the
 * throttle on the account with them: whoever was locked out by somebody's guessing is in again.
 */
export async function resetPassword(
  module: Module,
  { storeId, token, newPassword }: ResetPassword,
): Promise<CustomerPayload | InvalidTokenError | PasswordPolicyError> {
  const fault = passwordFault(newPassword, module.settingsOf(storeId).passwordMinLength);
  if (fault) return fault;
  const use = { storeId, purpose: 'RESET_PASSWORD' as const, token };
  if (!(await isMailTokenAlive(module, use))) return invalidToken();
  const passwordHash = await module.passwords.hash(newPassword);
  const answer = await useMailToken(
    module,
    use,
    async (tx, customer, mailedTo): Promise<CustomerPayload | InvalidTokenError> => {
      if (emailOf(customer).normal !== mailedTo.normal) return invalidToken();
      const emailVerifiedAt = customer.emailVerifiedAt ?? new Date();
      await endSessions(tx, customer, 'PASSWORD');
      await voidMailTokens(tx, customer.id);
      await recordHistory(tx, customer, {
        type: 'PASSWORD_RESET',
        actor: `customer:${customer.id}`,
      });
      return customerPayload(
        await changeCustomer(tx, customer.id, { passwordHash, emailVerifiedAt }),
      );
    },
  );
  if (answer.__typename === 'CustomerPayload' && answer.customer.email !== null) {
    const { email: to, preferredLanguage: language } = answer.customer;
    await module.throttle.release(storeId, normalEmail(to));
    module.postbox.post({ storeId, kind: 'password-changed', to, language });
  }
  return answer;
}
