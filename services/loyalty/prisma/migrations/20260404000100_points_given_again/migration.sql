-- Points taken back for a refund are given again when the order is paid again: an EARN that names the entry that first gave
-- them, and undoes that much of its reversal.
ALTER TABLE "entries" DROP CONSTRAINT "entries_reversal_names_entry", ADD CONSTRAINT "entries_reversal_names_entry" CHECK (
    CASE WHEN "reverses_id" IS NULL THEN "type" NOT IN ('REVERSE_EARN', 'REVERSE_REDEEM')
         ELSE "type" IN ('REVERSE_EARN', 'REVERSE_REDEEM', 'EARN') END
);

CREATE OR REPLACE FUNCTION "check_new_entry"() RETURNS trigger LANGUAGE plpgsql AS $$
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
        WHERE "account_id" = NEW."account_id" AND "seq" = NEW."seq" - 1;
    END IF;
    IF NEW."balance_after" <> previous + NEW."points" THEN
        RAISE EXCEPTION 'balance_after does not follow on the entry before' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW."reverses_id" IS NOT NULL THEN
        -- What was given on an account is taken back from the one that has taken it over, and given there again.
        SELECT "entry".* INTO STRICT original FROM "entries" AS "entry"
        JOIN "accounts" AS "account" ON "account"."id" = "entry"."account_id"
        WHERE "entry"."id" = NEW."reverses_id"
          AND ("account"."id" = NEW."account_id"
               OR NEW."type" IN ('REVERSE_EARN', 'EARN') AND "account"."merged_into" = NEW."account_id");
        SELECT -sign(original."points") * coalesce(sum("points"), 0) INTO undone FROM "entries"
        WHERE "reverses_id" = NEW."reverses_id";
        undone := undone - sign(original."points") * NEW."points";
        IF undone NOT BETWEEN 0 AND abs(original."points") THEN
            RAISE EXCEPTION 'reversal beyond the entry' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW."type" IN ('REVERSE_EARN', 'EARN') THEN
            UPDATE "lots" SET "reversed" = "reversed" - NEW."points" WHERE "entry_id" = NEW."reverses_id";
        END IF;
    END IF;
    RETURN NEW;
END $$;
