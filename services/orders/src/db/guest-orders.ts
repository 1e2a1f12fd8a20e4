import type { Database } from './database.ts';

/** A guest order to mail the token of. */
export interface GuestOrder {
  readonly id: string;
  readonly contactEmail: string;
  readonly accessTokenHash: string;
}

/**
 * Takes the right to mail a guest order's token, which nobody has for a while after; null where number and address do not
 * fit a guest order or a mail went out lately.
 */
export async function takeMailTurn(
  { query }: Database,
  storeId: string,
  orderNumber: string,
  emailNormal: string,
): Promise<GuestOrder | null> {
  const [order] = await query<GuestOrder>(
    'take-mail-turn',
    `UPDATE orders SET access_mailed_at = now()
     WHERE store_id = $1 AND order_number = $2 AND contact_email_normal = $3 AND customer_id IS NULL
       AND access_token_hash IS NOT NULL
       AND (access_mailed_at IS NULL OR access_mailed_at < now() - interval '5 minutes')
     RETURNING id, contact_email AS "contactEmail", access_token_hash AS "accessTokenHash"`,
    [storeId, orderNumber, emailNormal],
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
    `UPDATE orders SET access_token_hash = $3 WHERE store_id = $1 AND id = $2 AND customer_id IS NULL`,
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

/** Lets the mail that did not go out be asked for again at once. */
export async function giveBackMailTurn(
  { query }: Database,
  storeId: string,
  id: string,
): Promise<void> {
  await query(
    'give-back-mail-turn',
    'UPDATE orders SET access_mailed_at = NULL WHERE store_id = $1 AND id = $2',
    [storeId, id],
  );
}
