import { mailLink, type Message } from '@customer-graph/mail';
import type { StoreSettings } from '../config.ts';

/** A guest order whose token is mailed. */
export interface GuestOrderAccess {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly to: string;
  readonly token: string;
}

/** Writes the mail that opens a guest order. */
export function guestOrderAccessMail(
  { id, at }: { readonly id: string; readonly at: Date },
  { orderId, orderNumber, to, token }: GuestOrderAccess,
  { id: storeId, name = storeId, linkBase, mailFrom }: StoreSettings,
): Message {
  const link = mailLink(linkBase, `orders/${orderId}`, token);
  return {
    id,
    storeId,
    kind: 'guest-order-access',
    language: 'en',
    from: mailFrom,
    to,
    subject: `Your order ${orderNumber} at ${name}`,
    text: `Someone, probably you, requested access to order ${orderNumber}. Open it here:

${link}

If this was not you, you can ignore this e-mail: nobody else has the link.
`,
    link,
    token,
    createdAt: at,
  };
}
