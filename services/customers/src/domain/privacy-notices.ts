import { lockCustomer } from '../db/customers.ts';
import type { Transaction } from '../db/database.ts';
import { postMail } from '../mail/post-mail.ts';
import type { Customer } from './customer.ts';
import type { PrivacyRequest } from './privacy-request.ts';

/** Where a person hears of its privacy requests. */
export interface NoticeAddress {
  readonly to: string;
  readonly language: string | null;
}

/**
 * Where a customer hears of a request. One who has not proven the address hears nothing of what it does itself: it could have
 * us mail somebody else as often as it likes.
 */
export function noticeAddressOf(customer: Customer, actor: string): NoticeAddress | null {
  const { id, email: to, emailVerifiedAt, preferredLanguage: language } = customer;
  const unproven = emailVerifiedAt === null && actor === `customer:${id}`;
  return to === null || unproven ? null : { to, language };
}

/** Mails the person of an erasure that it waits, or that it was cancelled, in the transaction that makes it so. */
export async function noticeErasure(
  tx: Transaction,
  request: PrivacyRequest,
  { kind, actor }: { kind: 'erasure-requested' | 'erasure-cancelled'; actor: string },
): Promise<void> {
  const { storeId, customerId, dueAt } = request;
  const address = await addressOf(tx, request, actor);
  if (address)
    await postMail(tx, { ...address, storeId, customerId, kind, due: dueAt ?? undefined });
}

async function addressOf(
  tx: Transaction,
  { storeId, customerId, contactEmails: [to] }: PrivacyRequest,
  actor: string,
): Promise<NoticeAddress | null> {
  if (customerId === null) return to === undefined ? null : { to, language: null };
  const customer = await lockCustomer(tx, storeId, customerId);
  return customer && noticeAddressOf(customer, actor);
}
