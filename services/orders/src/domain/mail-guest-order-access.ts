import { task, type Task } from '@customer-graph/jobs';
import type { MailTransport } from '@customer-graph/mail';
import { z } from 'zod';
import { findGuestOrder, storeTokenHash } from '../db/guest-orders.ts';
import { guestOrderAccessMail } from '../mail/guest-order-access.ts';
import type { Module } from './module.ts';

/** Neither the token nor the address wait in the database: both are looked up when the mail is sent. */
const guestOrderMail = z.object({
  id: z.string(),
  at: z.coerce.date(),
  storeId: z.string(),
  orderId: z.string(),
});
export type GuestOrderMail = z.output<typeof guestOrderMail>;

/** Sends the mail, unless the order has become a customer's or was redacted since. */
export const guestOrderMailTask = (module: Module, transport: MailTransport): Task =>
  task(guestOrderMail, async ({ storeId, orderId, ...mail }) => {
    const { db, guestTokens, settingsOf } = module;
    const order = await findGuestOrder(db, storeId, orderId);
    if (!order) return;
    const { orderNumber, contactEmail: to, accessTokenHash } = order;
    const known = guestTokens.recall(orderId, accessTokenHash);
    const token = known ?? guestTokens.issue(orderId);
    if (known === null) await storeTokenHash(db, storeId, orderId, guestTokens.hash(token));
    const access = { orderId, orderNumber, to, token };
    await transport.send(guestOrderAccessMail(mail, access, settingsOf(storeId)));
  });
