import { task, type Task } from '@customer-graph/jobs';
import { findCustomerByEmail } from '../db/customers.ts';
import { requestAccepted, type RequestAccepted } from './answers.ts';
import { mailLink } from './mail-link.ts';
import { addMailRequest, mailRequest, type MailRequest } from './mail-request.ts';
import type { Module } from './module.ts';

/** Mails a link behind the response, so that neither its content nor its time tells whether the address is known. */
export async function requestPasswordReset(
  module: Module,
  request: MailRequest,
): Promise<RequestAccepted> {
  await addMailRequest(module, 'password-reset', request);
  return requestAccepted('If the address is registered, we have sent an e-mail to it.');
}

export const passwordResetTask = (module: Module): Task =>
  task(mailRequest, async ({ storeId, email, seed }) => {
    const customer = await findCustomerByEmail(module.db.prisma, storeId, email.normal);
    if (customer) await mailLink(module, customer, 'reset-password', seed);
  });
