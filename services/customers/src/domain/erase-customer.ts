import { lockCustomer } from '../db/customers.ts';
import type { Transaction } from '../db/database.ts';
import { recordHistory } from '../db/history.ts';
import {
  mailAddressesOf,
  removeOutcomes,
  removeThrottles,
  removeTraces,
} from '../db/personal-data.ts';
import { dropExports } from '../db/privacy-receipts.ts';
import { startErasure } from '../db/privacy-requests.ts';
import { buryErased } from '../db/tombstones.ts';
import { forgetMails } from '../mail/post-mail.ts';
import { isTombstone, verifiedEmails } from './customer.ts';
import type { Module } from './module.ts';
import { noticeAddressOf } from './privacy-notices.ts';
import { settle, type PrivacyRequest } from './privacy-request.ts';

/**
 * Carries out a locked erasure that waits: what is left of the customer is id, number, store and times, with what happened to
 * it and when. Others are told by the event, and answer.
 */
export async function eraseCustomer(
  module: Module,
  tx: Transaction,
  { id, storeId, customerId, requestedBy }: PrivacyRequest,
): Promise<PrivacyRequest> {
  const customer = customerId === null ? null : await lockCustomer(tx, storeId, customerId);
  if (!customer || isTombstone(customer))
    throw new Error(`the customer of erasure ${id} is a tombstone already`);
  const addresses = await mailAddressesOf(tx, customer);
  await forgetMails(tx, customer, addresses);
  const keys = addresses.flatMap((address) => module.throttle.keysOf(storeId, address));
  await removeThrottles(tx, keys);
  await removeTraces(tx, customer);
  await removeOutcomes(tx, customer);
  await dropExports(tx, customer);
  await recordHistory(tx, customer, { type: 'ERASED', actor: requestedBy });
  await buryErased(tx, customer, id);
  const notice = noticeAddressOf(customer, requestedBy);
  const running = await startErasure(
    tx,
    { storeId, id },
    {
      contactEmails: verifiedEmails(customer),
      noticeEmail: notice?.to ?? null,
      noticeLanguage: notice?.language ?? null,
    },
  );
  return settle(module, tx, running);
}
