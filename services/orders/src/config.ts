import {
  json,
  linksReachCustomers,
  sendersAreReal,
  storeId,
  storeMail,
  subgraphEnvironment,
} from '@customer-graph/subgraph';
import { z } from 'zod';

/** One store's settings in this module. */
const storeSettings = z.object({ id: storeId, ...storeMail });
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
    /** When an erasure that orders hold back is looked at again, should none of them have woken it. */
    HELD_ERASURE_RECHECK_SECONDS: z.coerce.number().int().min(1).max(86_400).default(3_600),
    /** Mail server; without one, messages are files in MAIL_DIR. */
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    MAIL_DIR: z.string().min(1).optional(),
  })
  .refine(({ NODE_ENV, SMTP_URL, MAIL_DIR }) => NODE_ENV !== 'production' || SMTP_URL || MAIL_DIR, {
    path: ['SMTP_URL'],
    message: 'set SMTP_URL to send mails, or MAIL_DIR to keep them as files',
    // Also when other variables are wrong: all faults are told together.
    when: () => true,
  })
  .refine(...linksReachCustomers)
  .refine(...sendersAreReal)
  .transform((env) => ({ ...env, MAIL_DIR: env.MAIL_DIR ?? '.data/mail' }));
export type Config = z.output<typeof environment>;
