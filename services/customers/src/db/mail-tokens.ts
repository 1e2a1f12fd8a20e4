import type { StoreKey } from '@customer-graph/subgraph';
import type { MailTokenPurpose } from '../../generated/prisma/client.ts';
import type { Email } from '../domain/fields.ts';
import type { Registration } from '../domain/registration.ts';
import type { Database, Transaction } from './database.ts';

/** A mailed token that still works. */
export interface MailToken {
  readonly customerId: string;
  /** The address it was mailed to. */
  readonly email: Email;
  /** What it activates, when it was mailed for a registration of a known address. */
  readonly registration: Registration | null;
}

interface Key {
  readonly storeId: string;
  readonly purpose: MailTokenPurpose;
  readonly tokenHash: Uint8Array<ArrayBuffer>;
}

/** Writes a token of a locked customer beside those it has. @returns false when it is there already */
export async function putMailToken(
  tx: Transaction,
  token: Key & MailToken & { readonly hours: number },
): Promise<boolean> {
  const { storeId, purpose, tokenHash, customerId, email, hours, registration } = token;
  const written = await tx.$executeRaw`
    INSERT INTO mail_tokens (customer_id, purpose, store_id, token_hash, email, email_normal, expires_at)
    VALUES (${customerId}::uuid, ${purpose}::"MailTokenPurpose", ${storeId}, ${tokenHash}, ${email.typed},
      ${email.normal}, now() + ${hours} * INTERVAL '1 hour')
    ON CONFLICT (store_id, token_hash) DO NOTHING`;
  if (written === 0) return false;
  if (registration)
    await tx.pendingRegistration.create({ data: { ...registration, storeId, tokenHash } });
  return true;
}

/** Lets the time of a token begin anew. @returns false when it was used or voided */
export async function renewMailToken(
  { query }: Database,
  { storeId, tokenHash, hours }: Omit<Key, 'purpose'> & { readonly hours: number },
): Promise<boolean> {
  const renewed = await query(
    'renew-mail-token',
    `UPDATE mail_tokens SET expires_at = now() + $3::int * INTERVAL '1 hour'
     WHERE store_id = $1 AND token_hash = $2 RETURNING 1`,
    [storeId, tokenHash, hours],
  );
  return renewed.length > 0;
}

export async function findMailToken({ prisma }: Database, key: Key): Promise<MailToken | null> {
  const row = await prisma.mailToken.findFirst({
    where: { ...key, expiresAt: { gt: new Date() } },
    include: { registration: { omit: { storeId: true, tokenHash: true } } },
  });
  if (!row) return null;
  const { customerId, email: typed, emailNormal: normal, registration } = row;
  return { customerId, email: { typed, normal }, registration };
}

/** Uses a token up. The customer is locked. @returns false when somebody else has used it meanwhile */
export async function takeMailToken(tx: Transaction, key: Key): Promise<boolean> {
  return (await tx.mailToken.deleteMany({ where: { ...key } })).count === 1;
}

/** Voids a customer's tokens, of one purpose or all. */
export async function voidMailTokens(
  tx: Transaction,
  { storeId, id: customerId }: StoreKey,
  purpose?: MailTokenPurpose,
): Promise<void> {
  await tx.mailToken.deleteMany({ where: { storeId, customerId, ...(purpose && { purpose }) } });
}

/** Voids what was mailed to other addresses to make them the customer's: only the last one that it wants counts. */
export async function voidOtherChanges(
  tx: Transaction,
  { storeId, id: customerId }: StoreKey,
  { normal }: Email,
): Promise<void> {
  const purpose = 'CHANGE_EMAIL' as const;
  const where = { storeId, customerId, purpose, emailNormal: { not: normal } };
  await tx.mailToken.deleteMany({ where });
}

/** Voids all that was mailed to an address of the store, to whichever customer it belongs. */
export async function voidTokensOfAddress(
  tx: Transaction,
  storeId: string,
  { normal: emailNormal }: Email,
): Promise<void> {
  await tx.mailToken.deleteMany({ where: { storeId, emailNormal } });
}

/** Lets one proof of an address of the store at a time be used: two would wait for rows of each other. */
export async function lockAddress(
  tx: Transaction,
  storeId: string,
  { normal }: Email,
): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`address:${storeId}:${normal}`}, 0))::text`;
}
