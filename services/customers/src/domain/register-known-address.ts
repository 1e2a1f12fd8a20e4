import { countRegistration, findCustomerByEmail, lockCredentials } from '../db/customers.ts';
import { isReachable, type Customer, type ReachableCustomer } from './customer.ts';
import type { Email } from './fields.ts';
import { hasOwner } from './hand-over.ts';
import { issueMailToken } from './mail-token.ts';
import type { Module } from './module.ts';
import type { Registration } from './registration.ts';

/**
 * Mails a link that activates this registration and no other, beside those that wait already. Where the address has an owner,
 * that one learns instead that somebody entered it.
 */
export async function registerKnownAddress(
  module: Module,
  storeId: string,
  email: Email,
  registration: Registration,
): Promise<void> {
  const { db, postbox, throttle } = module;
  const known = await findCustomerByEmail(db.prisma, storeId, email.normal);
  if (!isReachable(known) || !(await throttle.allowsMail(storeId, email.normal))) return;
  const outcome = await db.prisma.$transaction(async (tx) => {
    const account = await lockCredentials(tx, storeId, known.id);
    if (!account || !isReachable(account.customer)) return null;
    if (hasOwner(account)) return { owner: account.customer };
    if (account.unprovenRegistrations > 0) await countRegistration(tx, known.id);
    const purpose = 'VERIFY_EMAIL' as const;
    return {
      owner: null,
      token: await issueMailToken(tx, known, { purpose, email, hours: 24, registration }),
    };
  });
  if (outcome?.owner) return postNotice(module, outcome.owner);
  if (!outcome) return;
  const { preferredLanguage: language } = registration;
  postbox.post({ storeId, kind: 'verify-email', to: email.typed, language, token: outcome.token });
}

/** Lets the owner of an address know that somebody entered it. */
export async function mailNotice(module: Module, owner: Customer, email: Email): Promise<void> {
  if (isReachable(owner) && (await module.throttle.allowsMail(owner.storeId, email.normal)))
    postNotice(module, owner);
}

function postNotice(
  { postbox }: Module,
  { storeId, email: to, preferredLanguage: language }: ReachableCustomer,
): void {
  postbox.post({ storeId, kind: 'already-registered', to, language });
}
