-- What rows are searched by. The service computes it, also for rows that are there already: one rule for what is stored and for
-- what is searched.
ALTER TABLE "orders" ADD COLUMN "search_key" TEXT NOT NULL DEFAULT '',
    ADD COLUMN "search_key_current" BOOLEAN NOT NULL DEFAULT false;

-- The words of a key. Each carries its store, so that one store's search never meets another's words.
CREATE FUNCTION "search_words"("store" TEXT, "key" TEXT) RETURNS TSVECTOR
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_to_tsvector(ARRAY(
        SELECT "store" || ':' || "word" FROM unnest(string_to_array("key", ' ')) AS "word" WHERE "word" <> ''
    ));

CREATE FUNCTION "outdate_search_key"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    NEW."search_key_current" := false;
    RETURN NEW;
END $$;
CREATE TRIGGER "orders_outdate_search_key" BEFORE UPDATE OF "contact_full_name", "contact_email", "contact_phone" ON "orders" FOR EACH ROW
    WHEN ((NEW."contact_full_name", NEW."contact_email", NEW."contact_phone") IS DISTINCT FROM (OLD."contact_full_name", OLD."contact_email", OLD."contact_phone"))
    EXECUTE FUNCTION outdate_search_key();
CREATE INDEX "orders_without_search_key" ON "orders"("id") WHERE NOT "search_key_current";
