-- migrate: no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS "lots_due" ON "lots" ("account_id", (CASE WHEN "activated" THEN "expires_at" ELSE "available_at" END)) WHERE "remaining" > 0 AND (NOT "activated" OR "remaining" > "held");
