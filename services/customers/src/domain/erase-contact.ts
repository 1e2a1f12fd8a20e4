import { findCustomerByEmail } from '../db/customers.ts';
import { recordContactErased } from '../db/customer-events.ts';
import type { Transaction } from '../db/database.ts';
import { removeThrottles } from '../db/personal-data.ts';
import { startErasure } from '../db/privacy-requests.ts';
import { forgetMails } from '../mail/post-mail.ts';
import type { Module } from './module.ts';
import { settle, type PrivacyRequest } from './privacy-request.ts';

/**
 * Carries out a locked erasure of a person without an account: others are told by the event, and answer. Here is nothing of the
 * person but counts and mails, which stay where an account has the address that is not known to be the person's.
 */
export async function eraseContact(
  module: Module,
  tx: Transaction,
  request: PrivacyRequest,
): Promise<PrivacyRequest> {
  const { storeId, contactEmails } = request;
  const [address = ''] = contactEmails;
  if ((await findCustomerByEmail(tx, storeId, address)) === null) {
    await forgetMails(tx, request, contactEmails);
    await removeThrottles(tx, module.throttle.keysOf(storeId, address));
  }
  const running = await startErasure(tx, request, {
    contactEmails,
    noticeEmail: address,
    noticeLanguage: null,
  });
  await recordContactErased(tx, running);
  return settle(module, tx, running);
}
