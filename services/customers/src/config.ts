import { json, storeId, subgraphEnvironment } from '@customer-graph/subgraph';
import { z } from 'zod';

/** One store's settings in this module. */
export const storeSettings = z.object({
  id: storeId,
  /** Fewest characters of a password. */
  passwordMinLength: z.number().int().min(8).max(1_024).default(15),
});
export type StoreSettings = z.output<typeof storeSettings>;

const privateKey = z.looseObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string().min(1),
  x: z.string(),
  d: z.string(),
});

export const environment = subgraphEnvironment.extend({
  PORT: subgraphEnvironment.shape.PORT.default(4001),
  STORES: json(z.array(storeSettings).min(1)),
  /** JWK set of Ed25519 private keys: the first signs, the public halves of all are published. */
  SIGNING_KEYS: json(z.object({ keys: z.array(privateKey).min(1) })),
  /** The `iss` of the tokens this service signs. */
  TOKEN_ISSUER: z.string().min(1),
});
export type Config = z.output<typeof environment>;
