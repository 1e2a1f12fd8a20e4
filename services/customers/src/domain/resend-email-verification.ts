import { findCredentials } from '../db/customers.ts';
import { requestAccepted, type RequestAccepted } from './answers.ts';
import { email as emailField } from './fields.ts';
import { mailVerificationAgain } from './mail-link.ts';
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
      const found = await findCredentials(module.db, { storeId, emailNormal: data.normal });
      if (found && !found.customer.emailVerifiedAt) await mailVerificationAgain(module, found);
    });
  return requestAccepted('If the address waits to be verified, a message is on its way.');
}
