import { findCustomerByEmail } from '../db/customers.ts';
import { requestAccepted, type RequestAccepted } from './answers.ts';
import { email as emailField } from './fields.ts';
import { mailVerification } from './mail-link.ts';
import type { Module } from './module.ts';

export interface MailRequest {
  readonly storeId: string;
  readonly email: string;
  readonly clientAddress: string | null;
}

/** Mails a new link behind the answer, so that neither its content nor its time tells whether the address is known. */
export async function resendEmailVerification(
  module: Module,
  { storeId, email, clientAddress }: MailRequest,
): Promise<RequestAccepted> {
  await module.throttle.request(storeId, clientAddress);
  const { data } = emailField.safeParse(email);
  if (data)
    module.background.run('verification mail', async () => {
      const customer = await findCustomerByEmail(module.db.prisma, storeId, data.normal);
      if (customer && !customer.emailVerifiedAt) await mailVerification(module, customer);
    });
  return requestAccepted('If the address waits to be verified, a message is on its way.');
}
