import { storeTokenHash, takeMailTurn, type GuestOrder } from '../db/guest-orders.ts';
import { normalEmail } from './fields.ts';
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
  module.background.start(async () => {
    const emailNormal = normalEmail(email);
    if (!isOrderNumber(orderNumber) || emailNormal.includes('\0')) return;
    const order = await takeMailTurn(module.db, storeId, orderNumber, emailNormal);
    if (order) await mailToken(module, storeId, orderNumber, order);
  });
  return accepted;
}

async function mailToken(
  module: Module,
  storeId: string,
  orderNumber: string,
  { id, contactEmail, accessTokenHash }: GuestOrder,
): Promise<void> {
  const { db, guestTokens, mailer, settingsOf } = module;
  const known = guestTokens.recall(id, accessTokenHash);
  const token = known ?? guestTokens.issue(id);
  if (known === null) await storeTokenHash(db, storeId, id, guestTokens.hash(token));
  const { mailFrom, guestOrderUrl } = settingsOf(storeId);
  const way =
    guestOrderUrl?.replace('{orderId}', id).replace('{accessToken}', token) ??
    `Order id: ${id}\nAccess token: ${token}`;
  await mailer.send({
    from: mailFrom,
    to: contactEmail,
    subject: `Access to order ${orderNumber}`,
    text: `You asked for access to order ${orderNumber}.\n\n${way}\n\nIf it was not you, there is nothing to do.`,
  });
}
