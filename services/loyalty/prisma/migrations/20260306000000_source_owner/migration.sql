-- A source pays once for the customer and once for the shop, so that neither can use up what the other named.
CREATE TYPE "SourceOwner" AS ENUM ('CUSTOMER', 'SHOP');
-- Entries may not be updated: a generated column fills those that exist, and stays as an ordinary one.
ALTER TABLE "entries" ADD COLUMN "source_owner" "SourceOwner" NOT NULL GENERATED ALWAYS AS (
    CASE WHEN starts_with("actor", 'customer:') THEN 'CUSTOMER'::"SourceOwner" ELSE 'SHOP'::"SourceOwner" END
) STORED;
ALTER TABLE "entries" ALTER COLUMN "source_owner" DROP EXPRESSION;
-- For processes of the version before this one, which still run while it is rolled out.
ALTER TABLE "entries" ALTER COLUMN "source_owner" SET DEFAULT 'SHOP';

DROP INDEX "entries_one_per_source";
CREATE UNIQUE INDEX "entries_one_per_source"
    ON "entries"("store_id", "account_id", "source_type", "source_id", "source_owner", "type")
    WHERE "source_type" IS NOT NULL;
