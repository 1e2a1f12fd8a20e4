import { createHash } from 'node:crypto';
import { addJob, task, type Task } from '@customer-graph/jobs';
import { newId } from '@customer-graph/subgraph';
import { normalEmail } from '@customer-graph/text';
import { z } from 'zod';
import { takeMailTurn } from '../db/guest-orders.ts';
import type { GuestOrderMail } from './mail-guest-order-access.ts';
import type { Module } from './module.ts';
import { isOrderNumber } from './order.ts';

export interface OrderRequestAccepted {
  readonly message: string;
}

const accepted: OrderRequestAccepted = {
  message:
    'If the number and the address belong to a guest order, we have sent an e-mail with access to it.',
};

const accessRequest = z.object({
  storeId: z.string(),
  orderNumber: z.string(),
  emailNormal: z.string(),
});

/** Mails the token of a guest order. The response is given before anything is looked up, so it reveals nothing. */
export async function requestGuestOrderAccess(
  { db }: Module,
  storeId: string,
  orderNumber: string,
  email: string,
): Promise<OrderRequestAccepted> {
  const emailNormal = normalEmail(email);
  if (!isOrderNumber(orderNumber) || emailNormal.includes('\0')) return accepted;
  const payload: z.output<typeof accessRequest> = { storeId, orderNumber, emailNormal };
  // A request that is repeated while it waits is the same one.
  const id = createHash('sha256').update(JSON.stringify(payload)).digest('base64url');
  await addJob(db.prisma, { task: 'guest-order-access', payload, about: [], id });
  return accepted;
}

/** One mail an order and turn: the turn is taken, and the mail written down, together. */
export const guestOrderAccessTask = ({ db }: Module): Task =>
  task(accessRequest, ({ storeId, orderNumber, emailNormal }) =>
    db.prisma.$transaction(async (tx) => {
      const orderId = await takeMailTurn(tx, storeId, orderNumber, emailNormal);
      if (orderId === null) return;
      const payload: GuestOrderMail = { id: newId(), at: new Date(), storeId, orderId };
      await addJob(tx, { task: 'mail', payload, about: [orderId], id: 'access' });
    }),
  );
