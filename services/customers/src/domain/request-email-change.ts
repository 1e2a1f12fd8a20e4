import { addJob, task, type Task } from '@customer-graph/jobs';
import { parseInput, type InvalidInputError } from '@customer-graph/subgraph';
import { z } from 'zod';
import { findCredentials, lockCredentials } from '../db/customers.ts';
import { subjects } from '../db/database.ts';
import { voidOtherChanges } from '../db/mail-tokens.ts';
import { addressKey, postMail } from '../mail/post-mail.ts';
import {
  requestAccepted,
  type InvalidCredentialsError,
  type LoginThrottledError,
  type RequestAccepted,
} from './answers.ts';
import { confirmPassword, type ConfirmPassword } from './confirm-password.ts';
import { email as emailField } from './fields.ts';
import { emailPayload } from './mail-request.ts';
import { issueMailToken } from './mail-token.ts';
import type { Module } from './module.ts';
import { mailNotice } from './register-known-address.ts';
import { newSecret } from './secrets.ts';

export type RequestEmailChangeResult =
  RequestAccepted | InvalidCredentialsError | LoginThrottledError | InvalidInputError;

/**
 * Mails a link to the new address behind the response, which is the same when another customer has that address. Counted like
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
  const { customer, passwordHash } = confirmed;
  const { id: customerId, storeId } = customer;
  await addJob(module.db.prisma, {
    task: 'email-change',
    payload: { storeId, customerId, passwordHash, email: parsed.value, seed: newSecret() },
    about: [customerId, addressKey(storeId, parsed.value.normal)],
  });
  return requestAccepted('We have sent an e-mail to the new address.');
}

const change = z.object({
  storeId: z.string(),
  customerId: z.string(),
  /** Of the password that it was asked for with. */
  passwordHash: z.string().nullable(),
  email: emailPayload,
  seed: z.string(),
});

export const emailChangeTask = (module: Module): Task =>
  task(change, (requested) => mailChange(module, requested));

async function mailChange(
  module: Module,
  { storeId, customerId: id, passwordHash, email, seed }: z.output<typeof change>,
): Promise<void> {
  const { db, throttle } = module;
  const owner = await findCredentials(db, { storeId, emailNormal: email.normal });
  // The customer may write its own address another way; who has only registered with the address does not own it.
  if (owner && owner.customer.id !== id && owner.unprovenRegistrations === 0)
    return mailNotice(module, owner.customer, email);
  if (!(await throttle.allowsMail(storeId, email.normal))) return;
  await db.writerOf(subjects.customer(id)).$transaction(async (tx) => {
    const now = await lockCredentials(tx, storeId, id);
    // Changing the password voids what was mailed before; nothing may follow it.
    if (now?.customer.status !== 'ACTIVE' || now.passwordHash !== passwordHash) return;
    await voidOtherChanges(tx, now.customer, email);
    const token = { purpose: 'CHANGE_EMAIL' as const, email, hours: 1, seed };
    const link = await issueMailToken(module, tx, now.customer, token);
    if (!link) return;
    const { preferredLanguage: language } = now.customer;
    const to = { storeId, customerId: id, to: email.typed, language };
    await postMail(tx, { ...to, kind: 'confirm-email-change', link });
  });
}
