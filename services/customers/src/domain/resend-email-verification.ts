import { task, type Task } from '@customer-graph/jobs';
import { findCredentials } from '../db/customers.ts';
import { requestAccepted, type RequestAccepted } from './answers.ts';
import { linkToVerifyAgain, mailLink } from './mail-link.ts';
import { addMailRequest, mailRequest, type MailRequest } from './mail-request.ts';
import type { Module } from './module.ts';

/** Mails a new link behind the response, so that neither its content nor its time tells whether the address is known. */
export async function resendEmailVerification(
  module: Module,
  request: MailRequest,
): Promise<RequestAccepted> {
  await addMailRequest(module, 'email-verification', request);
  return requestAccepted('If the address is awaiting verification, we have sent an e-mail to it.');
}

export const emailVerificationTask = (module: Module): Task =>
  task(mailRequest, async ({ storeId, email, seed }) => {
    const found = await findCredentials(module.db, { storeId, emailNormal: email.normal });
    if (!found || found.customer.emailVerifiedAt) return;
    await mailLink(module, found.customer, linkToVerifyAgain(found), seed);
  });
