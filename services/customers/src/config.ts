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
export const storeSettings = z.object({
  id: storeId,
  ...storeMail,
  /** Fewest characters of a password. */
  passwordMinLength: z.number().int().min(8).max(1_024).default(15),
  /** Whether a customer must verify the address before signing in. */
  requireVerifiedEmail: z.boolean().default(true),
  /** Days from the request for an erasure to its being carried out, in which it can be cancelled; 0: none. */
  erasureWaitDays: z.number().int().min(0).max(365).default(14),
  /** Language of mails to customers who have not chosen one. */
  defaultLanguage: z.enum(['en', 'de']).default('en'),
});
export type StoreSettings = z.output<typeof storeSettings>;

const privateKey = z.looseObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string().min(1),
  x: z.string(),
  d: z.string(),
});

const moduleName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/)
  .refine((name) => name !== 'customers', 'customers answers for itself');

const namedModules = json(
  z
    .record(moduleName, z.enum(['on', 'off']))
    .refine((modules) => Object.keys(modules).length > 0, 'names no module; `none` says so'),
);

/** A missing list must not read as an empty one: requests would be done before anybody had done anything. */
const privacyModules = z
  .string('is needed: the modules that hold personal data, such as {"wishlists":"on"}, or none')
  .transform((text, context): z.output<typeof namedModules> => {
    if (text === 'none') return {};
    const parsed = namedModules.safeParse(text);
    if (parsed.success) return parsed.data;
    for (const { message } of parsed.error.issues) context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

const count = z.coerce.number().int().min(2).max(1_000_000);

export const environment = subgraphEnvironment
  .extend({
    PORT: subgraphEnvironment.shape.PORT.default(4001),
    STORES: json(z.array(storeSettings).min(1)),
    /** JWK set of Ed25519 private keys: the first signs, the public halves of all are published. */
    SIGNING_KEYS: json(z.object({ keys: z.array(privateKey).min(1) })),
    /** The `iss` of the tokens this service signs. */
    TOKEN_ISSUER: z.string().min(1),
    /** Where clients find the published keys, for the discovery document. */
    JWKS_URL: z.url({ protocol: /^https?$/ }).optional(),
    /** Mail server; without one, messages are files in MAIL_DIR. */
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    MAIL_DIR: z.string().min(1).optional(),
    /**
     * Modules that hold personal data, by the names they call this service by, or `none`. No privacy request is done before
     * those that are `on` have done their part.
     */
    PRIVACY_MODULES: privacyModules,
    LOGIN_ATTEMPTS_PER_ACCOUNT: count.default(5),
    LOGIN_ATTEMPTS_PER_ADDRESS: count.default(100),
    /** Registrations and requests for mails, by client address and hour. */
    REQUESTS_PER_ADDRESS: count.default(300),
  })
  .refine(({ NODE_ENV, SMTP_URL, MAIL_DIR }) => NODE_ENV !== 'production' || SMTP_URL || MAIL_DIR, {
    path: ['SMTP_URL'],
    message: 'set SMTP_URL to send mails, or MAIL_DIR to keep them as files',
  })
  .refine(...linksReachCustomers)
  .refine(...sendersAreReal)
  .transform((env) => ({ ...env, MAIL_DIR: env.MAIL_DIR ?? '.data/mail' }));
export type Config = z.output<typeof environment>;
