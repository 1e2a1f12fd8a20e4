import type { Database, Transaction } from './database.ts';

/** A guest order to mail the token of. */
export interface GuestOrder {
  readonly orderNumber: string;
  readonly contactEmail: string;
  readonly accessTokenHash: string;
}

/**
 * Takes the right to mail a guest order's token, which nobody has for a while after.
 * @returns the order's id; null where number and address do not fit a guest order, or the turn was taken lately
 */
export async function takeMailTurn(
  tx: Transaction,
  storeId: string,
  orderNumber: string,
  emailNormal: string,
): Promise<string | null> {
  const [order] = await tx.$queryRaw<{ id: string }[]>`
    UPDATE orders SET access_mailed_at = now()
    WHERE store_id = ${storeId} AND order_number = ${orderNumber} AND contact_email_normal = ${emailNormal}
      AND customer_id IS NULL AND access_token_hash IS NOT NULL
      AND (access_mailed_at IS NULL OR access_mailed_at < now() - interval '5 minutes')
    RETURNING id`;
  return order?.id ?? null;
}

/** A guest order that can be mailed; null once it is a customer's or redacted. */
export async function findGuestOrder(
  { query }: Database,
  storeId: string,
  id: string,
): Promise<GuestOrder | null> {
  const [order] = await query<GuestOrder & Record<string, unknown>>(
    'guest-order-to-mail',
    `SELECT order_number AS "orderNumber", contact_email AS "contactEmail", access_token_hash AS "accessTokenHash"
     FROM orders WHERE store_id = $1 AND id = $2 AND customer_id IS NULL AND contact_email IS NOT NULL
       AND access_token_hash IS NOT NULL`,
    [storeId, id],
  );
  return order ?? null;
}

/** Replaces the token of a guest order. */
export async function storeTokenHash(
  { query }: Database,
  storeId: string,
  id: string,
  tokenHash: string,
): Promise<void> {
  await query(
    'store-token-hash',
    `UPDATE orders SET access_token_hash = $3 WHERE store_id = $1 AND id = $2 AND customer_id IS NULL AND redacted_at IS NULL`,
    [storeId, id, tokenHash],
  );
}

/** The stored hash of a guest order's token. */
export async function findTokenHash(
  { query }: Database,
  storeId: string,
  id: string,
): Promise<string | null> {
  const [row] = await query<{ hash: string | null }>(
    'token-hash',
    'SELECT access_token_hash AS hash FROM orders WHERE store_id = $1 AND id = $2',
    [storeId, id],
  );
  return row?.hash ?? null;
}
