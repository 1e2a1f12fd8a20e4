-- Status and payment status go together: who looks for cancelled orders that are still paid would have all orders read, newest
-- first, because PostgreSQL takes the two for independent and expects to meet enough of them soon.
CREATE STATISTICS "orders_statuses" (mcv) ON "store_id", "status", "payment_status" FROM "orders";
-- A usual sample may miss how rare orders are that have just been placed, and then takes what never occurs to be as frequent.
ALTER STATISTICS "orders_statuses" SET STATISTICS 500;
ANALYZE "orders";
