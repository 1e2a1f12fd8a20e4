import { addJob, task, type Task } from '@customer-graph/jobs';
import { normalEmail } from '@customer-graph/text';
import { z } from 'zod';
import { findCustomers, lockCustomer, type Credentials } from '../db/customers.ts';
import { subjects, type Transaction } from '../db/database.ts';
import { postMail } from '../mail/post-mail.ts';
import { isReachable, type Customer } from './customer.ts';
import { emailOf, issueMailToken } from './mail-token.ts';
import type { Module } from './module.ts';
import { newSecret } from './secrets.ts';

const links = {
  /** Shows the address to be the customer's. */
  'verify-email': { purpose: 'VERIFY_EMAIL', hours: 24 },
  'reset-password': { purpose: 'RESET_PASSWORD', hours: 1 },
  /** Sets the first password of a customer that staff has entered. */
  invitation: { purpose: 'RESET_PASSWORD', hours: 7 * 24 },
  /** Proves the address that staff has corrected, and sets a password. */
  'address-corrected': { purpose: 'RESET_PASSWORD', hours: 7 * 24 },
} as const;
type LinkKind = keyof typeof links;

const linkRequest = z.object({
  storeId: z.string(),
  customerId: z.string(),
  kind: z.enum(['invitation', 'address-corrected']),
  seed: z.string(),
});
type LinkRequest = z.output<typeof linkRequest>;

/** Has a customer mailed a link once the transaction stands. */
export const requestLink = (
  tx: Transaction,
  { id: customerId, storeId }: Customer,
  kind: LinkRequest['kind'],
): Promise<void> =>
  addJob(tx, {
    task: 'link',
    payload: { storeId, customerId, kind, seed: newSecret() } satisfies LinkRequest,
    about: [customerId],
  });

export const linkTask = (module: Module): Task =>
  task(linkRequest, async ({ storeId, customerId, kind, seed }) => {
    const [customer] = await findCustomers(module.db, storeId, [customerId]);
    if (customer) await mailLink(module, customer, kind, seed);
  });

/**
 * The link that shows the address to be the customer's, once more. Where it is not known whose password the account has, or it
 * has none, the link sets one: it must not activate what another person has chosen.
 */
export function linkToVerifyAgain({ passwordHash, unprovenRegistrations }: Credentials): LinkKind {
  if (passwordHash === null) return 'invitation';
  return unprovenRegistrations > 1 ? 'reset-password' : 'verify-email';
}

/** Mails a customer a link. The seed says which one: it is mailed once, however often this is done. */
export async function mailLink(
  module: Module,
  { id, storeId, email }: Customer,
  kind: LinkKind,
  seed: string,
): Promise<void> {
  if (email === null || !(await module.throttle.allowsMail(storeId, normalEmail(email)))) return;
  await module.db.writerOf(subjects.customer(id)).$transaction(async (tx) => {
    const customer = await lockCustomer(tx, storeId, id);
    if (!isReachable(customer)) return;
    const token = { ...links[kind], email: emailOf(customer), seed };
    const link = await issueMailToken(module, tx, customer, token);
    const { email: to, preferredLanguage: language } = customer;
    if (link) await postMail(tx, { storeId, customerId: id, kind, to, language, link });
  });
}
