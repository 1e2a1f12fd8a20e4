import { countRegistration, findCustomerByEmail, lockCredentials } from '../db/customers.ts';
import { subjects, type Transaction } from '../db/database.ts';
import { postMail } from '../mail/post-mail.ts';
import { isReachable, type Customer, type ReachableCustomer } from './customer.ts';
import type { Email } from './fields.ts';
import { hasOwner } from './hand-over.ts';
import { issueMailToken } from './mail-token.ts';
import type { Module } from './module.ts';
import type { Registration } from './registration.ts';

/** A registration that waits for its mail. */
export interface Registered {
  readonly storeId: string;
  readonly email: Email;
  readonly registration: Registration;
  readonly seed: string;
}

/**
 * Mails a link that activates this registration and no other, beside those that wait already. Where the address has an owner,
 * that one learns instead that somebody entered it.
 */
export async function registerKnownAddress(
  module: Module,
  { storeId, email, registration, seed }: Registered,
): Promise<void> {
  const { db, throttle } = module;
  const known = await findCustomerByEmail(db.prisma, storeId, email.normal);
  if (!isReachable(known) || !(await throttle.allowsMail(storeId, email.normal))) return;
  await db.writerOf(subjects.customer(known.id)).$transaction(async (tx) => {
    const account = await lockCredentials(tx, storeId, known.id);
    if (!account || !isReachable(account.customer)) return;
    if (hasOwner(account)) return postNotice(tx, account.customer);
    const token = { purpose: 'VERIFY_EMAIL' as const, email, hours: 24, registration, seed };
    const link = await issueMailToken(module, tx, known, token);
    if (!link) return;
    if (account.unprovenRegistrations > 0) await countRegistration(tx, known);
    const { preferredLanguage: language } = registration;
    const to = { storeId, customerId: known.id, to: email.typed, language };
    await postMail(tx, { ...to, kind: 'verify-email', link });
  });
}

/** Lets the owner of an address know that somebody entered it. */
export async function mailNotice(module: Module, owner: Customer, email: Email): Promise<void> {
  if (isReachable(owner) && (await module.throttle.allowsMail(owner.storeId, email.normal)))
    await module.db.prisma.$transaction((tx) => postNotice(tx, owner));
}

const postNotice = (
  tx: Transaction,
  { id: customerId, storeId, email: to, preferredLanguage: language }: ReachableCustomer,
): Promise<void> => postMail(tx, { storeId, customerId, kind: 'already-registered', to, language });
