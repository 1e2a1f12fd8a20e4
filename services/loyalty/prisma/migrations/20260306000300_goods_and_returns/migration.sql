-- Points are given for goods; for shipping and tax only where the programme says so.
ALTER TABLE "programs"
    ADD COLUMN "earns_on_shipping" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "earns_on_tax" BOOLEAN NOT NULL DEFAULT false,
    -- How long points can be spent that come back after they would have expired.
    ADD COLUMN "return_grace_days" INTEGER NOT NULL DEFAULT 30 CHECK ("return_grace_days" >= 0);

-- Null for an order whose events do not say it: all of it counts as goods.
ALTER TABLE "order_earnings"
    ADD COLUMN "goods_minor" BIGINT CHECK ("goods_minor" BETWEEN 0 AND 9007199254740991),
    ADD COLUMN "shipping_minor" BIGINT NOT NULL DEFAULT 0 CHECK ("shipping_minor" BETWEEN 0 AND 9007199254740991),
    ADD COLUMN "tax_minor" BIGINT NOT NULL DEFAULT 0 CHECK ("tax_minor" BETWEEN 0 AND 9007199254740991),
    -- Returned as a whole, whatever was paid for it.
    ADD COLUMN "returned" BOOLEAN NOT NULL DEFAULT false;
UPDATE "order_earnings" SET "returned" = true WHERE "cancelled";

CREATE INDEX "holds_active_of_source" ON "holds"("store_id", "source_type", "source_id")
    WHERE "status" = 'ACTIVE' AND "source_type" IS NOT NULL;
