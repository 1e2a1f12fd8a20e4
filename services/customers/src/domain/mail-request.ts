import { addJob } from '@customer-graph/jobs';
import { z } from 'zod';
import { addressKey } from '../mail/post-mail.ts';
import { email as emailField } from './fields.ts';
import type { Module } from './module.ts';
import { newSecret } from './secrets.ts';

/** Somebody's wish for a mail to an address that may or may not be known. */
export interface MailRequest {
  readonly storeId: string;
  readonly email: string;
  readonly clientAddress: string | null;
}

export const emailPayload = z.object({ typed: z.string(), normal: z.string() });
export const mailRequest = z.object({ storeId: z.string(), email: emailPayload, seed: z.string() });

/** Writes down what was asked for. Whether the address is known is looked up later: one statement, whoever it is. */
export async function addMailRequest(
  { db, throttle }: Module,
  task: 'password-reset' | 'email-verification',
  { storeId, email, clientAddress }: MailRequest,
): Promise<void> {
  await throttle.request(storeId, clientAddress);
  const { data } = emailField.safeParse(email);
  if (!data) return;
  await addJob(db.prisma, {
    task,
    payload: { storeId, email: data, seed: newSecret() } satisfies z.output<typeof mailRequest>,
    about: [addressKey(storeId, data.normal)],
  });
}
