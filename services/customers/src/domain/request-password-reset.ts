import { findCustomerByEmail } from '../db/customers.ts';
import { requestAccepted, type RequestAccepted } from './answers.ts';
import { email as emailField } from './fields.ts';
import { mailPasswordReset } from './mail-link.ts';
import type { Module } from './module.ts';
import type { MailRequest } from './resend-email-verification.ts';

/** Mails a link behind the answer, so that neither its content nor its time tells whether the address is known. */
export async function requestPasswordReset(
  module: Module,
  { storeId, email, clientAddress }: MailRequest,
): Promise<RequestAccepted> {
  await module.throttle.request(storeId, clientAddress);
  const { data } = emailField.safeParse(email);
  if (data)
    module.background.run('password reset mail', async () => {
      const customer = await findCustomerByEmail(module.db.prisma, storeId, data.normal);
      if (customer) await mailPasswordReset(module, customer);
    });
  return requestAccepted('If the address is known, a message is on its way.');
}
