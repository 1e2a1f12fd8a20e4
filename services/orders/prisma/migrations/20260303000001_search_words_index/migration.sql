-- migrate: no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS "orders_search_words" ON "orders" USING gin (search_words("store_id", "search_key"));
