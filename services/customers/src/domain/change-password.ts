import { changeCustomer, findCustomers, lockCredentials } from '../db/customers.ts';
import { subjects } from '../db/database.ts';
import { recordHistory } from '../db/history.ts';
import { voidMailTokens } from '../db/mail-tokens.ts';
import { endSessions } from '../db/sessions.ts';
import { postMail } from '../mail/post-mail.ts';
import {
  invalidCredentials,
  requestAccepted,
  type InvalidCredentialsError,
  type LoginThrottledError,
  type RequestAccepted,
} from './answers.ts';
import { confirmPassword, type ConfirmPassword } from './confirm-password.ts';
import { isReachable } from './customer.ts';
import { accountClosed } from './editable.ts';
import type { Module } from './module.ts';
import { passwordFault, type PasswordPolicyError } from './password-policy.ts';

export type ChangePasswordResult =
  RequestAccepted | InvalidCredentialsError | LoginThrottledError | PasswordPolicyError;

/** Changes a customer's password and ends all sessions, the one that asks too: each device signs in anew. */
export async function changePassword(
  module: Module,
  current: ConfirmPassword,
  newPassword: string,
): Promise<ChangePasswordResult> {
  const { db, passwords, settingsOf } = module;
  const { storeId, customerId: id } = current;
  const [customer] = await findCustomers(db, storeId, [id]);
  if (!isReachable(customer)) throw accountClosed();
  const entered = { password: newPassword, path: ['newPassword'], known: customer };
  const fault = passwordFault(settingsOf(storeId), entered);
  if (fault) return fault;
  const confirmed = await confirmPassword(module, current);
  if (confirmed.__typename !== 'Confirmed') return confirmed;
  const passwordHash = await passwords.hash(newPassword);
  const changed = await db.writerOf(subjects.customer(id)).$transaction(async (tx) => {
    const now = await lockCredentials(tx, storeId, id);
    if (now?.customer.status !== 'ACTIVE') throw accountClosed();
    if (now.passwordHash !== confirmed.passwordHash) return false;
    await changeCustomer(tx, now.customer, { passwordHash });
    await endSessions(tx, now.customer, 'PASSWORD');
    // Whoever knew the old password may have asked for another address, to take the account over later.
    await voidMailTokens(tx, now.customer, 'CHANGE_EMAIL');
    // A link to reset it may be on its way to the true owner of an address that this customer has not proven.
    if (now.customer.emailVerifiedAt) await voidMailTokens(tx, now.customer, 'RESET_PASSWORD');
    await recordHistory(tx, now.customer, { type: 'PASSWORD_CHANGED', actor: `customer:${id}` });
    const { email: to, preferredLanguage: language } = confirmed.customer;
    await postMail(tx, { storeId, customerId: id, kind: 'password-changed', to, language });
    return true;
  });
  if (!changed) return invalidCredentials();
  return requestAccepted('Your password has been changed. Sign in with the new password.');
}
