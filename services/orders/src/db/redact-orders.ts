import type { Transaction } from './database.ts';

/**
 * Removes what tells who placed locked orders: contact, addresses but for country, region and the beginning of the postal code,
 * the token that opens them, and whatever people may have written into notes, reasons and keys. Amounts, goods and the names of
 * payments at their providers stay, because the books need them.
 */
export async function redactOrders(
  tx: Transaction,
  storeId: string,
  ids: readonly string[],
): Promise<void> {
  await tx.$executeRaw`
    UPDATE orders SET contact_email = NULL, contact_email_normal = NULL, contact_full_name = NULL, contact_phone = NULL,
      access_token_hash = NULL, access_mailed_at = NULL,
      search_key = coalesce(substring(search_key FROM '^=\\S+ =\\S+ #\\S+'), ''), redacted_at = now(), version = version + 1, updated_at = now()
    WHERE store_id = ${storeId} AND id = ANY (${ids}::uuid[])`;
  await tx.$executeRaw`
    UPDATE order_addresses SET full_name = NULL, company = NULL, line1 = NULL, line2 = NULL, city = NULL,
      postal_code = left(postal_code, 2), redacted_at = now()
    WHERE store_id = ${storeId} AND order_id = ANY (${ids}::uuid[])`;
  await tx.$executeRaw`
    UPDATE order_history SET note = NULL
    WHERE store_id = ${storeId} AND order_id = ANY (${ids}::uuid[]) AND note IS NOT NULL`;
  await tx.$executeRaw`
    UPDATE refunds SET reason = NULL WHERE store_id = ${storeId} AND order_id = ANY (${ids}::uuid[])`;
  // Without its key a repeated refund would be a second one, and so would an order that a guest placed, claimed since or not;
  // all others are refused when they come again.
  await tx.$executeRaw`
    DELETE FROM idempotency_keys
    WHERE store_id = ${storeId} AND outcome = ANY (${ids}::text[]) AND operation <> 'recordRefund'
      AND NOT (operation = 'placeOrder' AND (
        EXISTS (SELECT 1 FROM orders WHERE store_id = ${storeId} AND id = outcome::uuid AND customer_id IS NULL)
        OR EXISTS (
          SELECT 1 FROM order_history WHERE store_id = ${storeId} AND order_id = outcome::uuid AND type = 'CLAIMED')))`;
}
