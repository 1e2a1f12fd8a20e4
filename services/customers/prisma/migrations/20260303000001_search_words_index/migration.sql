-- migrate: no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customers_search_words" ON "customers" USING gin (search_words("store_id", "search_key"));
