import { parseInput, type InvalidInputError } from '@customer-graph/subgraph';
import { findCredentials, lockCredentials } from '../db/customers.ts';
import { voidOtherChanges } from '../db/mail-tokens.ts';
import {
  requestAccepted,
  type InvalidCredentialsError,
  type LoginThrottledError,
  type RequestAccepted,
} from './answers.ts';
import { confirmPassword, type Confirmed, type ConfirmPassword } from './confirm-password.ts';
import { email as emailField, type Email } from './fields.ts';
import { issueMailToken } from './mail-token.ts';
import type { Module } from './module.ts';
import { mailNotice } from './register-known-address.ts';

export type RequestEmailChangeResult =
  RequestAccepted | InvalidCredentialsError | LoginThrottledError | InvalidInputError;

/**
 * Mails a link to the new address behind the answer, which is the same when another customer has that address. Counted like
 * any request for a mail: the address may be anybody's. @throws RATE_LIMITED
 */
export async function requestEmailChange(
  module: Module,
  current: ConfirmPassword,
  newEmail: string,
): Promise<RequestEmailChangeResult> {
  const parsed = parseInput(emailField, newEmail, 'newEmail');
  if (!parsed.ok) return parsed.error;
  await module.throttle.request(current.storeId, current.clientAddress);
  const confirmed = await confirmPassword(module, current);
  if (confirmed.__typename !== 'Confirmed') return confirmed;
  module.background.run('e-mail change mail', () => mailChange(module, confirmed, parsed.value));
  return requestAccepted('A message is on its way to the new address.');
}

async function mailChange(
  module: Module,
  { customer: { id, storeId, preferredLanguage: language }, passwordHash }: Confirmed,
  email: Email,
): Promise<void> {
  const { db, postbox, throttle } = module;
  const owner = await findCredentials(db, { storeId, emailNormal: email.normal });
  // The customer may write its own address another way; who has only registered with the address does not own it.
  if (owner && owner.customer.id !== id && owner.unprovenRegistrations === 0)
    return mailNotice(module, owner.customer, email);
  if (!(await throttle.allowsMail(storeId, email.normal))) return;
  const token = await db.prisma.$transaction(async (tx) => {
    const now = await lockCredentials(tx, storeId, id);
    // Changing the password voids what was mailed before; nothing may follow it.
    if (now?.customer.status !== 'ACTIVE' || now.passwordHash !== passwordHash) return null;
    await voidOtherChanges(tx, id, email);
    return issueMailToken(tx, now.customer, { purpose: 'CHANGE_EMAIL', email, hours: 1 });
  });
  if (token !== null)
    postbox.post({ storeId, kind: 'confirm-email-change', to: email.typed, language, token });
}
