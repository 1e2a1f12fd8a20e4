import { lockCustomer, type Credentials } from '../db/customers.ts';
import { isReachable, type Customer } from './customer.ts';
import { normalEmail } from '@customer-graph/text';
import { emailOf, issueMailToken } from './mail-token.ts';
import type { Module } from './module.ts';

/** Mails a customer a link that shows the address to be theirs. */
export const mailVerification = (module: Module, customer: Customer) =>
  mailLink(module, customer, 'VERIFY_EMAIL', 24, 'verify-email');

/** Mails a customer a link to set a new password. */
export const mailPasswordReset = (module: Module, customer: Customer) =>
  mailLink(module, customer, 'RESET_PASSWORD', 1, 'reset-password');

/** Mails a customer that staff has entered a link to set the first password. */
export const mailInvitation = (module: Module, customer: Customer) =>
  mailLink(module, customer, 'RESET_PASSWORD', 7 * 24, 'invitation');

/**
 * Mails the customer a link again that shows the address to be theirs. Where it is not known whose password the account has,
 * or it has none, the link sets one: it must not activate what another person has chosen.
 */
export function mailVerificationAgain(
  module: Module,
  { customer, passwordHash, unprovenRegistrations }: Credentials,
): Promise<void> {
  if (passwordHash === null) return mailInvitation(module, customer);
  return unprovenRegistrations > 1
    ? mailPasswordReset(module, customer)
    : mailVerification(module, customer);
}

/** Mails a customer whose address staff has corrected a link to prove it and to set a password. */
export const mailCorrectedAddress = (module: Module, customer: Customer) =>
  mailLink(module, customer, 'RESET_PASSWORD', 7 * 24, 'address-corrected');

async function mailLink(
  { db, postbox, throttle }: Module,
  { id, storeId, email }: Customer,
  purpose: 'VERIFY_EMAIL' | 'RESET_PASSWORD',
  hours: number,
  kind: 'verify-email' | 'reset-password' | 'invitation' | 'address-corrected',
): Promise<void> {
  if (email === null || !(await throttle.allowsMail(storeId, normalEmail(email)))) return;
  const issued = await db.prisma.$transaction(async (tx) => {
    const customer = await lockCustomer(tx, storeId, id);
    if (!isReachable(customer)) return null;
    const token = await issueMailToken(tx, customer, { purpose, email: emailOf(customer), hours });
    return { customer, token };
  });
  if (!issued) return;
  const { customer, token } = issued;
  const { email: to, preferredLanguage: language } = customer;
  postbox.post({ storeId, kind, to, language, token });
}
