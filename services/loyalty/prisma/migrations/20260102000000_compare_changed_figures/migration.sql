-- A tier that is replaced may be that of every account of a store, and says nothing that the ledger could contradict.
DROP TRIGGER "accounts_balances" ON "accounts";
CREATE CONSTRAINT TRIGGER "accounts_balances" AFTER INSERT OR UPDATE OF "available", "pending", "held", "debt",
    "lifetime_earned", "lifetime_redeemed", "lifetime_expired", "last_seq", "merged_into" ON "accounts"
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "check_account_balances"();
