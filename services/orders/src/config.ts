import { json, storeId, subgraphEnvironment } from '@customer-graph/subgraph';
import { z } from 'zod';

/** One store's settings in this module. */
export const storeSettings = z.object({
  id: storeId,
  /** Sender of mail about orders. */
  mailFrom: z.string().min(3).default('Orders <orders@localhost>'),
  /** Where a guest reads an order; `{orderId}` and `{accessToken}` are filled in. The mail names both without it. */
  guestOrderUrl: z.url({ protocol: /^https?$/ }).optional(),
});
export type StoreSettings = z.output<typeof storeSettings>;

export const environment = subgraphEnvironment
  .extend({
    PORT: subgraphEnvironment.shape.PORT.default(4002),
    STORES: json(z.array(storeSettings).min(1)),
    /** Base URL of the customers service, for checking references and addresses. */
    CUSTOMERS_URL: z.url({ protocol: /^https?$/ }),
    /** The first makes the access tokens of guest orders; the others still recall those they made. */
    GUEST_TOKEN_SECRETS: z
      .string()
      .transform((list) => list.split(','))
      .pipe(z.array(z.string().min(32, 'each secret has at least 32 characters')).min(1)),
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    /** Folder that takes mail, one file each, where there is no mail server. */
    MAIL_DIR: z.string().min(1).optional(),
  })
  .refine(({ SMTP_URL, MAIL_DIR }) => SMTP_URL !== undefined || MAIL_DIR !== undefined, {
    path: ['SMTP_URL'],
    message: 'either SMTP_URL or MAIL_DIR is needed',
    when: () => true,
  });
export type Config = z.output<typeof environment>;
