import { z } from 'zod';

/** The kinds of caller that a token can speak for; no token means an anonymous caller. */
export const principalKinds = ['customer', 'staff', 'service'] as const;
export type PrincipalKind = (typeof principalKinds)[number];

/** A caller whose token has been verified. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** The token's subject: unique within its issuer. */
  readonly id: string;
  /** The tenant. Everything this caller may reach lies in this store. */
  readonly storeId: string;
  /** Such as `customers:read`; always empty for customers. */
  readonly permissions: ReadonlySet<string>;
  /** The sign-in session that the token belongs to, where its issuer keeps sessions. */
  readonly sessionId: string | null;
}

const nonEmpty = z.string().min(1).max(255);

/** Claims of an access token beyond what `jose` checks (RFC 9068 names, plus ours). */
export const accessTokenClaims = z
  .object({
    iss: nonEmpty,
    sub: nonEmpty,
    store_id: nonEmpty,
    kind: z.enum(principalKinds),
    jti: nonEmpty,
    iat: z.int(),
    exp: z.int(),
    sid: nonEmpty.optional(),
    permissions: z.array(nonEmpty).max(100).default([]),
  })
  .refine((claims) => claims.kind !== 'customer' || claims.permissions.length === 0, {
    message: 'a customer carries no permissions',
  });
