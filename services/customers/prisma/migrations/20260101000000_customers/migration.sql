CREATE TYPE "CustomerStatus" AS ENUM ('ACTIVE', 'DEACTIVATED', 'MERGED', 'ERASED');

CREATE TABLE "customers" (
    "id" UUID NOT NULL,
    "store_id" TEXT NOT NULL,
    "customer_number" TEXT NOT NULL,
    "status" "CustomerStatus" NOT NULL DEFAULT 'ACTIVE',
    "email" TEXT,
    "email_normal" TEXT,
    "password_hash" TEXT,
    "first_name" TEXT,
    "last_name" TEXT,
    "phone" TEXT,
    "preferred_language" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "customers_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "customers_erased_holds_nothing" CHECK (
        "status" NOT IN ('ERASED', 'MERGED')
        OR ("email" IS NULL AND "email_normal" IS NULL AND "password_hash" IS NULL AND "first_name" IS NULL
            AND "last_name" IS NULL AND "phone" IS NULL)
    )
);

CREATE UNIQUE INDEX "customers_store_id_email_normal_key" ON "customers"("store_id", "email_normal");
CREATE UNIQUE INDEX "customers_store_id_customer_number_key" ON "customers"("store_id", "customer_number");
CREATE INDEX "customers_store_id_created_at_id_idx" ON "customers"("store_id", "created_at", "id");
CREATE INDEX "customers_store_id_last_name_id_idx" ON "customers"("store_id", "last_name", "id");

CREATE TABLE "counters" (
    "store_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "value" BIGINT NOT NULL,
    CONSTRAINT "counters_pkey" PRIMARY KEY ("store_id", "kind")
);

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
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");
