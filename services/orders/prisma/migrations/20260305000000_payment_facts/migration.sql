-- Payments are facts: money that came late, twice or too much is recorded, and what exceeds is given back.
ALTER TABLE "orders" DROP CONSTRAINT "orders_paid_within_total";
-- Money may come after an order was refunded.
ALTER TABLE "orders" DROP CONSTRAINT "orders_refunded_is_refunded";

-- Whether paid less refunded has reached the total at some time: a deposit that was given back is no refund of the order.
ALTER TABLE "orders" ADD COLUMN "fully_paid" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "orders" ALTER COLUMN "fully_paid" DROP DEFAULT;
UPDATE "orders" SET "fully_paid" = true
WHERE "total" = 0 OR ("paid_total" = "total" AND "refunded_total" = 0) OR "id" IN (
    SELECT "kept"."order_id" FROM (
        SELECT "order_id", sum("amount") OVER (PARTITION BY "order_id" ORDER BY "at", "id") AS "amount"
        FROM (
            SELECT "order_id", "amount", "at", "id" FROM "payments"
            UNION ALL SELECT "order_id", -"amount", "at", "id" FROM "refunds"
        ) AS "entries"
    ) AS "kept" JOIN "orders" AS "order" ON "order"."id" = "kept"."order_id"
    WHERE "kept"."amount" >= "order"."total"
);
ALTER TABLE "orders" ADD CONSTRAINT "orders_fully_paid_follows_totals"
    CHECK ("fully_paid" OR "paid_total" - "refunded_total" < "total");

ALTER TABLE "orders" DROP CONSTRAINT "orders_payment_status_follows_totals";
UPDATE "orders" SET "payment_status" = 'PAID'
WHERE "payment_status" <> 'PAID' AND "paid_total" - "refunded_total" >= "total";
ALTER TABLE "orders" ADD CONSTRAINT "orders_payment_status_follows_totals" CHECK (
    "payment_status" = CASE
        WHEN "paid_total" - "refunded_total" >= "total" THEN 'PAID'
        WHEN "paid_total" = 0 THEN 'UNPAID'
        WHEN "refunded_total" = 0 THEN 'PARTIALLY_PAID'
        WHEN "refunded_total" = "paid_total" THEN 'REFUNDED'
        ELSE 'PARTIALLY_REFUNDED'
    END::"OrderPaymentStatus"
);

-- What the store keeps beyond what is due; few orders have any, and they wait for somebody to give it back.
CREATE FUNCTION "order_overpaid"("status" "OrderStatus", "total" BIGINT, "paid" BIGINT, "refunded" BIGINT) RETURNS BOOLEAN
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN "paid" - "refunded" > CASE WHEN "status" IN ('CANCELLED', 'REFUNDED') THEN 0 ELSE "total" END;
CREATE INDEX "orders_overpaid_idx" ON "orders"("store_id", "placed_at", "id")
    WHERE order_overpaid("status", "total", "paid_total", "refunded_total");

ALTER TABLE "refunds" ADD COLUMN "reference" TEXT;
CREATE UNIQUE INDEX "refunds_order_id_reference_key" ON "refunds"("order_id", "reference");
DROP INDEX "refunds_order_id_idx";
CREATE INDEX "payments_store_id_reference_idx" ON "payments"("store_id", "reference");
CREATE INDEX "refunds_store_id_reference_idx" ON "refunds"("store_id", "reference");

-- A payment or refund and its entry in the history were written with one time.
ALTER TABLE "order_history" ADD COLUMN "amount" BIGINT;
UPDATE "order_history" AS "entry" SET "amount" = "payment"."amount" FROM "payments" AS "payment"
WHERE "entry"."type" = 'PAYMENT_RECORDED' AND "payment"."order_id" = "entry"."order_id" AND "payment"."at" = "entry"."at"
    AND ("entry"."note" IS NULL OR "entry"."note" = "payment"."reference");
UPDATE "order_history" AS "entry" SET "amount" = "refund"."amount" FROM "refunds" AS "refund"
WHERE "entry"."type" = 'REFUND_RECORDED' AND "refund"."order_id" = "entry"."order_id" AND "refund"."at" = "entry"."at";
