-- Calls that are done at most once, with the id of what each has made.
CREATE TABLE "idempotency_keys" (
    "store_id" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "outcome" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("store_id", "actor", "operation", "key")
);
CREATE INDEX "idempotency_keys_store_id_outcome_idx" ON "idempotency_keys"("store_id", "outcome");
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");
COMMENT ON INDEX "idempotency_keys_created_at_idx" IS 'Across stores: old keys are removed from all at once.';
