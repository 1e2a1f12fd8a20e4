import { giveBackMailTurn, storeTokenHash, takeMailTurn } from '../db/guest-orders.ts';
import { guestOrderAccessMail } from '../mail/guest-order-access.ts';
import { normalEmail } from '@customer-graph/text';
import type { Module } from './module.ts';
import { isOrderNumber } from './order.ts';

export interface OrderRequestAccepted {
  readonly message: string;
}

const accepted: OrderRequestAccepted = {
  message: 'If number and address belong to a guest order, a mail with access to it is on its way.',
};

/** Mails the token of a guest order. The answer is given before anything is looked up, so it tells nothing. */
export function requestGuestOrderAccess(
  module: Module,
  storeId: string,
  orderNumber: string,
  email: string,
): OrderRequestAccepted {
  module.background.start(() => mailToken(module, storeId, orderNumber, normalEmail(email)));
  return accepted;
}

async function mailToken(
  { db, guestTokens, mail, settingsOf }: Module,
  storeId: string,
  orderNumber: string,
  emailNormal: string,
): Promise<void> {
  if (!isOrderNumber(orderNumber) || emailNormal.includes('\0')) return;
  const order = await takeMailTurn(db, storeId, orderNumber, emailNormal);
  if (!order) return;
  const { id: orderId, contactEmail: to, accessTokenHash } = order;
  const known = guestTokens.recall(orderId, accessTokenHash);
  const token = known ?? guestTokens.issue(orderId);
  if (known === null) await storeTokenHash(db, storeId, orderId, guestTokens.hash(token));
  try {
    const access = { orderId, orderNumber, to, token };
    await mail.send(guestOrderAccessMail(access, settingsOf(storeId)));
  } catch (error) {
    await giveBackMailTurn(db, storeId, orderId);
    // Not the error itself: what a mail server answers quotes the recipient.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new Error(`the mail for order ${orderId} was not taken: ${code}`);
  }
}
