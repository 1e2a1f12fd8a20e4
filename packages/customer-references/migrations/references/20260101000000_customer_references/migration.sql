-- Where the customers stand whom this module may refer to, as far as their owner has published.
CREATE TABLE "customer_refs" (
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "merged_into" UUID,
    CONSTRAINT "customer_refs_pkey" PRIMARY KEY ("store_id", "id"),
    CONSTRAINT "customer_refs_status" CHECK ("status" IN ('ACTIVE', 'DEACTIVATED', 'MERGED', 'ERASED')),
    CONSTRAINT "customer_refs_merged_have_heir" CHECK (("status" = 'MERGED') = ("merged_into" IS NOT NULL)),
    CONSTRAINT "customer_refs_heir_is_another" CHECK ("merged_into" <> "id")
);

-- Responses to privacy requests that the owner of customers has not taken yet.
CREATE TABLE "privacy_receipts" (
    "store_id" TEXT NOT NULL,
    "request_id" UUID NOT NULL,
    "detail" TEXT NOT NULL,
    "document" TEXT,
    -- Whether detail says why this module's part waits, instead of what was done.
    "held" BOOLEAN NOT NULL DEFAULT false,
    CONSTRAINT "privacy_receipts_pkey" PRIMARY KEY ("store_id", "request_id")
);
