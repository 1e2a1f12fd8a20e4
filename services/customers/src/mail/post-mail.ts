import { createHash } from 'node:crypto';
import { addJob, removeJobsAbout } from '@customer-graph/jobs';
import { newId } from '@customer-graph/subgraph';
import { normalEmail } from '@customer-graph/text';
import { z } from 'zod';
import type { Transaction } from '../db/database.ts';
import { mailKinds } from './message.ts';

const mail = z.object({
  storeId: z.string(),
  /** Whom it is about, if that is a customer: with the erasure it goes, sent or not. */
  customerId: z.string().nullable(),
  kind: z.enum(mailKinds),
  to: z.string(),
  /** The customer's preferred language, a BCP 47 tag; null for the store's. */
  language: z.string().nullable(),
  /** The time that it is about. */
  due: z.coerce.date().optional(),
  /** The token that its link carries. */
  link: z.object({ seed: z.string(), hours: z.number() }).optional(),
});
export type Mail = z.output<typeof mail>;

/** A mail that waits to be sent. */
export const postedMail = mail.extend({ id: z.string(), at: z.coerce.date() });
export type PostedMail = z.output<typeof postedMail>;

export const forgetting = z.object({
  storeId: z.string(),
  addresses: z.array(z.string()),
  before: z.coerce.date(),
});

/** What a job about an address is found by. Hashed: the names of jobs are shown to operators. */
export const addressKey = (storeId: string, address: string): string =>
  createHash('sha256')
    .update(JSON.stringify([storeId, normalEmail(address)]))
    .digest('base64url');

/** Has a mail sent once the transaction stands; until it is taken, it is tried for hours. */
export async function postMail(tx: Transaction, mail: Mail): Promise<void> {
  const id = newId();
  const { storeId, customerId, to } = mail;
  await addJob(tx, {
    task: 'mail',
    payload: { ...mail, id, at: new Date() } satisfies PostedMail,
    about: [...(customerId === null ? [] : [customerId]), addressKey(storeId, to)],
    id,
  });
}

/** Takes back what waits to be mailed to an erased person, and has removed what is kept of mails that were sent. */
export async function forgetMails(
  tx: Transaction,
  { id, storeId }: { readonly id: string; readonly storeId: string },
  addresses: readonly string[],
): Promise<void> {
  const keys = addresses.map((address) => addressKey(storeId, address));
  await removeJobsAbout(tx, [id, ...keys]);
  await addJob(tx, {
    task: 'forget-mails',
    payload: { storeId, addresses: [...addresses], before: new Date() } satisfies z.output<
      typeof forgetting
    >,
    about: [id],
  });
}
