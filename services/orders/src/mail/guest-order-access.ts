import { newId } from '@customer-graph/subgraph';
import type { StoreSettings } from '../config.ts';
import type { Message } from './message.ts';

/** A guest order whose token is to be mailed. */
export interface GuestOrderAccess {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly to: string;
  readonly token: string;
}

/** Writes the mail that opens a guest order. */
export function guestOrderAccessMail(
  { orderId, orderNumber, to, token }: GuestOrderAccess,
  { id: storeId, name = storeId, linkBase, mailFrom }: StoreSettings,
): Message {
  const link = linkTo(linkBase, `orders/${orderId}`, token);
  return {
    id: newId(),
    storeId,
    kind: 'guest-order-access',
    from: mailFrom,
    to,
    subject: `Your order ${orderNumber} at ${name}`,
    text: `Somebody, most likely you, has asked for access to order ${orderNumber}. Open it here:

${link}

If it was not you, there is nothing to do: only this mail holds the link.
`,
    link,
    token,
    createdAt: new Date(),
  };
}

function linkTo(base: string, page: string, token: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${page}`;
  url.searchParams.set('token', token);
  return url.href;
}
