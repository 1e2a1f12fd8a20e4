-- Events published so far get the amounts that the contract has gained: an order's prices never change.
UPDATE "outbox_events" AS event
SET "payload" = event."payload" || jsonb_build_object(
    'goodsTotal', greatest(0, placed."subtotal" - placed."discount_total"),
    'shippingTotal', placed."shipping_total",
    'taxTotal', placed."tax_total")
FROM "orders" AS placed
WHERE event."subject" = placed."id"::text AND event."type" LIKE 'order.%' AND NOT event."payload" ? 'goodsTotal';
