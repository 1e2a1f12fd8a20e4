CREATE TYPE "ReturnPolicy" AS ENUM ('ONLY_PENDING', 'WITHIN_BALANCE', 'ALLOW_DEBT');
CREATE TYPE "TierWindow" AS ENUM ('LIFETIME', 'ROLLING', 'CALENDAR_YEAR');
CREATE TYPE "DowngradePolicy" AS ENUM ('NEVER', 'ONE_STEP', 'TO_EARNED_TIER');
CREATE TYPE "EntryType" AS ENUM (
    'EARN', 'REDEEM', 'ADJUST_UP', 'ADJUST_DOWN', 'EXPIRE', 'REVERSE_EARN', 'REVERSE_REDEEM', 'MERGE_IN', 'MERGE_OUT'
);
CREATE TYPE "AllocationKind" AS ENUM ('TAKE', 'RETURN', 'DEBT', 'PAY_DEBT');
-- On whose behalf something was done: the customer's own, or the shop's by its staff and services.
CREATE TYPE "SourceOwner" AS ENUM ('CUSTOMER', 'SHOP');
CREATE TYPE "HoldStatus" AS ENUM ('ACTIVE', 'CAPTURED', 'RELEASED', 'EXPIRED');

CREATE TABLE "programs" (
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "time_zone" TEXT NOT NULL,
    "earn_points" INTEGER NOT NULL CHECK ("earn_points" >= 0),
    "earn_per_minor" BIGINT NOT NULL CHECK ("earn_per_minor" BETWEEN 1 AND 9007199254740991),
    "earn_currency" TEXT NOT NULL,
    "pending_days" INTEGER NOT NULL CHECK ("pending_days" >= 0),
    "expiry_days" INTEGER CHECK ("expiry_days" > 0),
    "return_policy" "ReturnPolicy" NOT NULL,
    -- Points are given for goods; for shipping and tax only where the programme says so.
    "earns_on_shipping" BOOLEAN NOT NULL DEFAULT false,
    "earns_on_tax" BOOLEAN NOT NULL DEFAULT false,
    -- How long points can be spent that come back after they would have expired.
    "return_grace_days" INTEGER NOT NULL DEFAULT 30 CHECK ("return_grace_days" >= 0),
    "tier_window" "TierWindow" NOT NULL,
    "tier_window_days" INTEGER CHECK ("tier_window_days" > 0),
    "downgrade" "DowngradePolicy" NOT NULL,
    "downgrade_grace_days" INTEGER NOT NULL CHECK ("downgrade_grace_days" >= 0),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "programs_pkey" PRIMARY KEY ("store_id"),
    CONSTRAINT "programs_rolling_window_has_days" CHECK (("tier_window" = 'ROLLING') = ("tier_window_days" IS NOT NULL))
);

CREATE TABLE "tiers" (
    "store_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "rank" INTEGER NOT NULL,
    "min_qualifying_points" BIGINT NOT NULL CHECK ("min_qualifying_points" BETWEEN 0 AND 2147483647),
    "earn_multiplier_percent" INTEGER NOT NULL DEFAULT 100 CHECK ("earn_multiplier_percent" BETWEEN 0 AND 10000),
    CONSTRAINT "tiers_pkey" PRIMARY KEY ("store_id", "key"),
    CONSTRAINT "tiers_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "programs"("store_id")
        ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "tiers_lowest_asks_nothing" CHECK (("rank" = 0) = ("min_qualifying_points" = 0))
);

CREATE TABLE "accounts" (
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "tier_key" TEXT NOT NULL,
    "tier_since" TIMESTAMPTZ(3) NOT NULL,
    "tier_short_since" TIMESTAMPTZ(3),
    -- No figure outgrows what the API's Int can say.
    "available" BIGINT NOT NULL DEFAULT 0 CHECK ("available" BETWEEN 0 AND 2147483647),
    "pending" BIGINT NOT NULL DEFAULT 0 CHECK ("pending" BETWEEN 0 AND 2147483647),
    "held" BIGINT NOT NULL DEFAULT 0 CHECK ("held" BETWEEN 0 AND 2147483647),
    "debt" BIGINT NOT NULL DEFAULT 0 CHECK ("debt" BETWEEN 0 AND 2147483647),
    "lifetime_earned" BIGINT NOT NULL DEFAULT 0 CHECK ("lifetime_earned" BETWEEN -2147483647 AND 2147483647),
    "lifetime_redeemed" BIGINT NOT NULL DEFAULT 0 CHECK ("lifetime_redeemed" BETWEEN -2147483647 AND 2147483647),
    "lifetime_expired" BIGINT NOT NULL DEFAULT 0 CHECK ("lifetime_expired" BETWEEN -2147483647 AND 2147483647),
    "last_seq" BIGINT NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    -- The account that has taken this one over, never one that was taken over itself.
    "merged_into" UUID,
    "enrolled_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "accounts_pkey" PRIMARY KEY ("store_id", "id"),
    CONSTRAINT "accounts_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "programs"("store_id")
        ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "accounts_store_id_tier_key_fkey" FOREIGN KEY ("store_id", "tier_key") REFERENCES "tiers"("store_id", "key")
        ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "accounts_store_id_merged_into_fkey" FOREIGN KEY ("store_id", "merged_into") REFERENCES "accounts"("store_id", "id")
        ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "accounts_merged_into_another" CHECK ("merged_into" <> "id"),
    -- What comes back to an account that was taken over goes on to its heir before the transaction ends.
    CONSTRAINT "accounts_lifetime_not_negative" CHECK (
        "merged_into" IS NOT NULL OR least("lifetime_earned", "lifetime_redeemed", "lifetime_expired") >= 0
    ),
    CONSTRAINT "accounts_add_up" CHECK (
        "lifetime_earned" - "lifetime_redeemed" - "lifetime_expired" = "available" + "pending" + "held" - "debt"
    ),
    CONSTRAINT "accounts_debt_is_paid_first" CHECK ("debt" = 0 OR "available" = 0)
);
CREATE UNIQUE INDEX "accounts_store_id_customer_id_key" ON "accounts"("store_id", "customer_id");
CREATE INDEX "accounts_merged" ON "accounts"("store_id", "merged_into") WHERE "merged_into" IS NOT NULL;
CREATE INDEX "accounts_store_id_enrolled_at_id_idx" ON "accounts"("store_id", "enrolled_at", "id");
CREATE INDEX "accounts_store_id_available_id_idx" ON "accounts"("store_id", "available", "id");
CREATE INDEX "accounts_store_id_lifetime_earned_id_idx" ON "accounts"("store_id", "lifetime_earned", "id");

CREATE TABLE "entries" (
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL CHECK ("seq" > 0),
    "type" "EntryType" NOT NULL,
    "points" BIGINT NOT NULL CHECK (abs("points") BETWEEN 1 AND 2147483647),
    "reason" TEXT NOT NULL,
    "source_type" TEXT,
    "source_id" TEXT,
    -- A source pays once for the customer and once for the shop, so that neither can use up what the other named.
    "source_owner" "SourceOwner" NOT NULL DEFAULT 'SHOP',
    "available_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "reverses_id" UUID,
    "balance_after" BIGINT NOT NULL,
    "actor" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "entries_pkey" PRIMARY KEY ("store_id", "id"),
    CONSTRAINT "entries_store_id_account_id_fkey" FOREIGN KEY ("store_id", "account_id") REFERENCES "accounts"("store_id", "id")
        ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "entries_store_id_reverses_id_fkey" FOREIGN KEY ("store_id", "reverses_id") REFERENCES "entries"("store_id", "id")
        ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "entries_sign_fits_type" CHECK (
        ("points" > 0) = ("type" IN ('EARN', 'ADJUST_UP', 'REVERSE_REDEEM', 'MERGE_IN'))
    ),
    CONSTRAINT "entries_source_is_whole" CHECK (("source_type" IS NULL) = ("source_id" IS NULL)),
    -- Points taken back for a refund are given again when the order is paid again: an EARN that names the entry that first gave
    -- them, and undoes that much of its reversal.
    CONSTRAINT "entries_reversal_names_entry" CHECK (
        CASE WHEN "reverses_id" IS NULL THEN "type" NOT IN ('REVERSE_EARN', 'REVERSE_REDEEM')
             ELSE "type" IN ('REVERSE_EARN', 'REVERSE_REDEEM', 'EARN') END
    )
);
CREATE UNIQUE INDEX "entries_store_id_account_id_seq_key" ON "entries"("store_id", "account_id", "seq");
CREATE UNIQUE INDEX "entries_one_per_source"
    ON "entries"("store_id", "account_id", "source_type", "source_id", "source_owner", "type")
    WHERE "source_type" IS NOT NULL;
CREATE INDEX "entries_of_source" ON "entries"("store_id", "source_type", "source_id") WHERE "source_type" IS NOT NULL;
CREATE INDEX "entries_reversals" ON "entries"("store_id", "reverses_id") WHERE "reverses_id" IS NOT NULL;

CREATE TABLE "lots" (
    "store_id" TEXT NOT NULL,
    "entry_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "points" BIGINT NOT NULL CHECK ("points" > 0),
    "remaining" BIGINT NOT NULL,
    "held" BIGINT NOT NULL DEFAULT 0,
    "reversed" BIGINT NOT NULL DEFAULT 0,
    "available_at" TIMESTAMPTZ(3) NOT NULL,
    "activated" BOOLEAN NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "counts_for_tier" BOOLEAN NOT NULL,
    -- Where the points were first given, when a merge has brought them here or they were given again.
    "origin_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "lots_pkey" PRIMARY KEY ("store_id", "entry_id"),
    CONSTRAINT "lots_store_id_entry_id_fkey" FOREIGN KEY ("store_id", "entry_id") REFERENCES "entries"("store_id", "id")
        ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "lots_store_id_account_id_fkey" FOREIGN KEY ("store_id", "account_id") REFERENCES "accounts"("store_id", "id")
        ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "lots_store_id_origin_id_fkey" FOREIGN KEY ("store_id", "origin_id") REFERENCES "lots"("store_id", "entry_id")
        ON DELETE RESTRICT ON UPDATE RESTRICT,
    -- What was given counts where it was given, for whoever has taken that account over.
    CONSTRAINT "lots_moved_count_at_origin" CHECK ("origin_id" IS NULL OR NOT "counts_for_tier"),
    CONSTRAINT "lots_remaining_within_points" CHECK ("remaining" BETWEEN 0 AND "points"),
    CONSTRAINT "lots_held_within_remaining" CHECK ("held" BETWEEN 0 AND "remaining"),
    CONSTRAINT "lots_reversed_within_points" CHECK ("reversed" BETWEEN 0 AND "points"),
    CONSTRAINT "lots_pending_is_not_held" CHECK ("activated" OR "held" = 0)
);
CREATE INDEX "lots_open" ON "lots"("store_id", "account_id") INCLUDE ("remaining", "held", "activated") WHERE "remaining" > 0;
CREATE INDEX "lots_qualifying" ON "lots"("store_id", "account_id", "available_at") INCLUDE ("points", "reversed")
    WHERE "counts_for_tier";
CREATE INDEX "lots_moved" ON "lots"("store_id", "origin_id") WHERE "origin_id" IS NOT NULL;
CREATE INDEX "lots_due" ON "lots"("store_id", "account_id", (CASE WHEN "activated" THEN "expires_at" ELSE "available_at" END))
    WHERE "remaining" > 0 AND (NOT "activated" OR "remaining" > "held");
CREATE INDEX "lots_to_activate" ON "lots"("store_id", "available_at") WHERE NOT "activated" AND "remaining" > 0;
CREATE INDEX "lots_to_expire" ON "lots"("store_id", "expires_at") WHERE "activated" AND "remaining" > "held";

CREATE TABLE "allocations" (
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "entry_id" UUID NOT NULL,
    "kind" "AllocationKind" NOT NULL,
    "lot_id" UUID,
    "points" BIGINT NOT NULL CHECK ("points" > 0),
    CONSTRAINT "allocations_pkey" PRIMARY KEY ("store_id", "id"),
    CONSTRAINT "allocations_store_id_entry_id_fkey" FOREIGN KEY ("store_id", "entry_id") REFERENCES "entries"("store_id", "id")
        ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "allocations_store_id_lot_id_fkey" FOREIGN KEY ("store_id", "lot_id") REFERENCES "lots"("store_id", "entry_id")
        ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "allocations_debt_has_no_lot" CHECK (("kind" = 'DEBT') = ("lot_id" IS NULL)),
    CONSTRAINT "allocations_lot_pays_own_debt" CHECK ("kind" <> 'PAY_DEBT' OR "lot_id" = "entry_id")
);
CREATE INDEX "allocations_store_id_entry_id_id_idx" ON "allocations"("store_id", "entry_id", "id");
CREATE INDEX "allocations_store_id_lot_id_idx" ON "allocations"("store_id", "lot_id");

CREATE TABLE "holds" (
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "points" BIGINT NOT NULL CHECK ("points" BETWEEN 1 AND 2147483647),
    "status" "HoldStatus" NOT NULL DEFAULT 'ACTIVE',
    "source_type" TEXT,
    "source_id" TEXT,
    "actor" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "holds_pkey" PRIMARY KEY ("store_id", "id"),
    CONSTRAINT "holds_store_id_account_id_fkey" FOREIGN KEY ("store_id", "account_id") REFERENCES "accounts"("store_id", "id")
        ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "holds_source_is_whole" CHECK (("source_type" IS NULL) = ("source_id" IS NULL))
);
CREATE INDEX "holds_active" ON "holds"("store_id", "account_id", "created_at", "id") WHERE "status" = 'ACTIVE';
CREATE INDEX "holds_active_of_source" ON "holds"("store_id", "source_type", "source_id")
    WHERE "status" = 'ACTIVE' AND "source_type" IS NOT NULL;
CREATE INDEX "holds_to_lapse" ON "holds"("store_id", "expires_at") WHERE "status" = 'ACTIVE';

CREATE TABLE "hold_lots" (
    "store_id" TEXT NOT NULL,
    "hold_id" UUID NOT NULL,
    "lot_id" UUID NOT NULL,
    "points" BIGINT NOT NULL CHECK ("points" > 0),
    CONSTRAINT "hold_lots_pkey" PRIMARY KEY ("store_id", "hold_id", "lot_id"),
    CONSTRAINT "hold_lots_store_id_hold_id_fkey" FOREIGN KEY ("store_id", "hold_id") REFERENCES "holds"("store_id", "id")
        ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "hold_lots_store_id_lot_id_fkey" FOREIGN KEY ("store_id", "lot_id") REFERENCES "lots"("store_id", "entry_id")
        ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX "hold_lots_store_id_lot_id_idx" ON "hold_lots"("store_id", "lot_id");

CREATE TABLE "schedule_runs" (
    "store_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "finished_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "schedule_runs_pkey" PRIMARY KEY ("store_id", "day")
);

-- What orders have told of themselves, and what has been made of it.
CREATE TABLE "order_earnings" (
    "store_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "customer_id" UUID,
    "order_number" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "net_minor" BIGINT NOT NULL CHECK ("net_minor" BETWEEN 0 AND 9007199254740991),
    -- Null for an order whose events do not say it: all of it counts as goods.
    "goods_minor" BIGINT CHECK ("goods_minor" BETWEEN 0 AND 9007199254740991),
    "shipping_minor" BIGINT NOT NULL DEFAULT 0 CHECK ("shipping_minor" BETWEEN 0 AND 9007199254740991),
    "tax_minor" BIGINT NOT NULL DEFAULT 0 CHECK ("tax_minor" BETWEEN 0 AND 9007199254740991),
    "returned_minor" BIGINT NOT NULL,
    "fully_paid" BOOLEAN NOT NULL,
    "cancelled" BOOLEAN NOT NULL,
    -- Returned as a whole, whatever was paid for it.
    "returned" BOOLEAN NOT NULL DEFAULT false,
    -- Null until it is settled whether the order earns.
    "earned" BIGINT,
    "entry_id" UUID,
    "taken_back" BIGINT NOT NULL DEFAULT 0,
    -- The part of what was returned that points have been taken back for.
    "settled_minor" BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT "order_earnings_pkey" PRIMARY KEY ("store_id", "order_id"),
    CONSTRAINT "order_earnings_store_id_entry_id_fkey" FOREIGN KEY ("store_id", "entry_id") REFERENCES "entries"("store_id", "id")
        ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "order_earnings_returned_within_net" CHECK ("returned_minor" BETWEEN 0 AND "net_minor"),
    CONSTRAINT "order_earnings_settled_within_net" CHECK ("settled_minor" BETWEEN 0 AND "net_minor"),
    CONSTRAINT "order_earnings_entry_earned" CHECK ((coalesce("earned", 0) > 0) = ("entry_id" IS NOT NULL)),
    CONSTRAINT "order_earnings_taken_within_earned" CHECK ("taken_back" BETWEEN 0 AND coalesce("earned", 0))
);
CREATE UNIQUE INDEX "order_earnings_store_id_entry_id_key" ON "order_earnings"("store_id", "entry_id");
CREATE INDEX "order_earnings_to_settle" ON "order_earnings"("store_id", "customer_id")
    WHERE "earned" IS NULL AND "fully_paid" AND NOT "cancelled";

-- The ledger is append-only: the service's own role loses the right to change it, and triggers stop whoever has it.
-- Foreign keys need the right to UPDATE at least one column of the table they point to: it is the free text, which erasure
-- may blank and nobody may rewrite.
REVOKE UPDATE, DELETE, TRUNCATE ON "entries" FROM CURRENT_USER;
GRANT UPDATE ("reason", "source_type", "source_id") ON "entries" TO CURRENT_USER;
REVOKE UPDATE, DELETE, TRUNCATE ON "allocations" FROM CURRENT_USER;
REVOKE DELETE, TRUNCATE ON "lots" FROM CURRENT_USER;
REVOKE DELETE, TRUNCATE ON "accounts" FROM CURRENT_USER;

CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION "allow_only_blanking"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    blanked "entries" := OLD;
BEGIN
    blanked."reason" := '';
    IF NEW."source_type" IS NULL AND NEW."source_id" IS NULL THEN
        blanked."source_type" := NULL;
        blanked."source_id" := NULL;
    END IF;
    IF NEW IS DISTINCT FROM blanked THEN
        RAISE EXCEPTION 'entries is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER "entries_update" BEFORE UPDATE ON "entries"
    FOR EACH ROW EXECUTE FUNCTION "allow_only_blanking"();
CREATE TRIGGER "entries_delete" BEFORE DELETE ON "entries" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "entries_truncate" BEFORE TRUNCATE ON "entries" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "allocations_change" BEFORE UPDATE OR DELETE ON "allocations"
    FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "allocations_truncate" BEFORE TRUNCATE ON "allocations"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- An entry follows on the one before it, and nothing is reversed beyond what it was.
CREATE FUNCTION "check_new_entry"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    previous BIGINT := 0;
    original "entries";
    undone BIGINT;
BEGIN
    IF NEW."reason" = '' THEN
        RAISE EXCEPTION 'an entry needs a reason' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW."seq" > 1 THEN
        SELECT "balance_after" INTO STRICT previous FROM "entries"
        WHERE "store_id" = NEW."store_id" AND "account_id" = NEW."account_id" AND "seq" = NEW."seq" - 1;
    END IF;
    IF NEW."balance_after" <> previous + NEW."points" THEN
        RAISE EXCEPTION 'balance_after does not follow on the entry before' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW."reverses_id" IS NOT NULL THEN
        -- What was given on an account is taken back from the one that has taken it over, and given there again.
        SELECT "entry".* INTO STRICT original FROM "entries" AS "entry"
        JOIN "accounts" AS "account" ON "account"."store_id" = "entry"."store_id" AND "account"."id" = "entry"."account_id"
        WHERE "entry"."store_id" = NEW."store_id" AND "entry"."id" = NEW."reverses_id"
          AND ("account"."id" = NEW."account_id"
               OR NEW."type" IN ('REVERSE_EARN', 'EARN') AND "account"."merged_into" = NEW."account_id");
        SELECT -sign(original."points") * coalesce(sum("points"), 0) INTO undone FROM "entries"
        WHERE "store_id" = NEW."store_id" AND "reverses_id" = NEW."reverses_id";
        undone := undone - sign(original."points") * NEW."points";
        IF undone NOT BETWEEN 0 AND abs(original."points") THEN
            RAISE EXCEPTION 'reversal beyond the entry' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW."type" IN ('REVERSE_EARN', 'EARN') THEN
            UPDATE "lots" SET "reversed" = "reversed" - NEW."points"
            WHERE "store_id" = NEW."store_id" AND "entry_id" = NEW."reverses_id";
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "entries_insert" BEFORE INSERT ON "entries" FOR EACH ROW EXECUTE FUNCTION "check_new_entry"();

-- What remains of a lot changes by allocations and in no other way.
CREATE FUNCTION "apply_allocation"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW."lot_id" IS NOT NULL THEN
        UPDATE "lots" SET "remaining" = "remaining" + CASE NEW."kind" WHEN 'RETURN' THEN NEW."points" ELSE -NEW."points" END
        WHERE "store_id" = NEW."store_id" AND "entry_id" = NEW."lot_id"
          AND "account_id" = (SELECT "account_id" FROM "entries" WHERE "store_id" = NEW."store_id" AND "id" = NEW."entry_id");
        IF NOT FOUND THEN
            RAISE EXCEPTION 'allocation to a lot of another account' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER "allocations_insert" AFTER INSERT ON "allocations" FOR EACH ROW EXECUTE FUNCTION "apply_allocation"();

CREATE FUNCTION "protect_lot"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW."remaining" <> OLD."remaining" AND pg_trigger_depth() < 2
       OR (NEW."entry_id", NEW."account_id", NEW."store_id", NEW."points", NEW."counts_for_tier", NEW."origin_id",
           NEW."created_at")
          IS DISTINCT FROM
          (OLD."entry_id", OLD."account_id", OLD."store_id", OLD."points", OLD."counts_for_tier", OLD."origin_id",
           OLD."created_at") THEN
        RAISE EXCEPTION 'lots change by allocations only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "lots_update" BEFORE UPDATE ON "lots" FOR EACH ROW EXECUTE FUNCTION "protect_lot"();

-- At commit, every entry has moved exactly the lots it says it moved.
CREATE FUNCTION "check_entry_allocated"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved BIGINT;
BEGIN
    IF NEW."type" IN ('EARN', 'ADJUST_UP', 'MERGE_IN') THEN
        SELECT "points" INTO moved FROM "lots"
        WHERE "store_id" = NEW."store_id" AND "entry_id" = NEW."id" AND "account_id" = NEW."account_id";
    ELSE
        SELECT sum(CASE "kind" WHEN 'RETURN' THEN "points" ELSE -"points" END) INTO moved
        FROM "allocations" WHERE "store_id" = NEW."store_id" AND "entry_id" = NEW."id";
    END IF;
    IF moved IS DISTINCT FROM NEW."points" THEN
        RAISE EXCEPTION 'entry % moves % points but its lots %', NEW."id", NEW."points", moved
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER "entries_allocated" AFTER INSERT ON "entries"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "check_entry_allocated"();

-- At commit, an account's balances are what its lots, its holds and its last entry say.
CREATE FUNCTION "check_account_balances"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stored "accounts";
    rebuilt RECORD;
BEGIN
    SELECT * INTO stored FROM "accounts" WHERE "store_id" = NEW."store_id" AND "id" = NEW."id";
    SELECT coalesce(sum("remaining" - "held") FILTER (WHERE "activated"), 0) AS available,
           coalesce(sum("remaining") FILTER (WHERE NOT "activated"), 0) AS pending,
           coalesce(sum("held"), 0) AS held
    INTO rebuilt FROM "lots" WHERE "store_id" = NEW."store_id" AND "account_id" = NEW."id" AND "remaining" > 0;
    IF (stored."available", stored."pending", stored."held")
       IS DISTINCT FROM (rebuilt.available, rebuilt.pending, rebuilt.held) THEN
        RAISE EXCEPTION 'account % does not say what its lots say', NEW."id" USING ERRCODE = 'check_violation';
    END IF;
    IF stored."held" <> (
        SELECT coalesce(sum("points"), 0) FROM "holds"
        WHERE "store_id" = NEW."store_id" AND "account_id" = NEW."id" AND "status" = 'ACTIVE'
    ) THEN
        RAISE EXCEPTION 'account % does not say what its holds say', NEW."id" USING ERRCODE = 'check_violation';
    END IF;
    IF stored."merged_into" IS NOT NULL AND (
        stored."debt", stored."lifetime_earned", stored."lifetime_redeemed", stored."lifetime_expired",
        rebuilt.available + rebuilt.pending + rebuilt.held
    ) IS DISTINCT FROM (0, 0, 0, 0, 0) THEN
        RAISE EXCEPTION 'account % was taken over and still has figures', NEW."id" USING ERRCODE = 'check_violation';
    END IF;
    IF stored."last_seq" > 0 AND stored."available" + stored."pending" + stored."held" - stored."debt" IS DISTINCT FROM (
        SELECT "balance_after" FROM "entries"
        WHERE "store_id" = NEW."store_id" AND "account_id" = NEW."id" AND "seq" = stored."last_seq"
    ) THEN
        RAISE EXCEPTION 'account % does not say what its entries say', NEW."id" USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
-- A tier that is replaced may be that of every account of a store, and says nothing that the ledger could contradict.
CREATE CONSTRAINT TRIGGER "accounts_balances" AFTER INSERT OR UPDATE OF "available", "pending", "held", "debt",
    "lifetime_earned", "lifetime_redeemed", "lifetime_expired", "last_seq", "merged_into" ON "accounts"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "check_account_balances"();
