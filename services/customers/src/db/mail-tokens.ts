import type { MailTokenPurpose } from '../../generated/prisma/client.ts';
import type { Email } from '../domain/fields.ts';
import type { Database, Transaction } from './database.ts';

/** A mailed token that still works. */
export interface MailToken {
  readonly customerId: string;
  /** The address it was mailed to. */
  readonly email: Email;
}

interface Key {
  readonly storeId: string;
  readonly purpose: MailTokenPurpose;
  readonly tokenHash: Uint8Array<ArrayBuffer>;
}

/** Puts a token in the place of the one before it. The customer is locked. */
export async function putMailToken(
  tx: Transaction,
  token: Key & { customerId: string; email: Email; hours: number },
): Promise<void> {
  const { storeId, purpose, tokenHash, customerId, email, hours } = token;
  await tx.$executeRaw`
    INSERT INTO mail_tokens (customer_id, purpose, store_id, token_hash, email, email_normal, expires_at)
    VALUES (${customerId}::uuid, ${purpose}::"MailTokenPurpose", ${storeId}, ${tokenHash}, ${email.typed},
      ${email.normal}, now() + ${hours} * INTERVAL '1 hour')
    ON CONFLICT (customer_id, purpose) DO UPDATE SET token_hash = excluded.token_hash, email = excluded.email,
      email_normal = excluded.email_normal, created_at = now(), expires_at = excluded.expires_at`;
}

export async function findMailToken({ prisma }: Database, key: Key): Promise<MailToken | null> {
  const row = await prisma.mailToken.findFirst({
    where: { ...key, expiresAt: { gt: new Date() } },
  });
  return (
    row && { customerId: row.customerId, email: { typed: row.email, normal: row.emailNormal } }
  );
}

/** Uses a token up. The customer is locked. @returns false when somebody else has used it meanwhile */
export async function takeMailToken(tx: Transaction, key: Key): Promise<boolean> {
  return (await tx.mailToken.deleteMany({ where: { ...key } })).count === 1;
}

/** Voids a customer's tokens, of one purpose or all. */
export async function voidMailTokens(
  tx: Transaction,
  customerId: string,
  purpose?: MailTokenPurpose,
): Promise<void> {
  await tx.mailToken.deleteMany({ where: { customerId, ...(purpose && { purpose }) } });
}
