-- What rows are searched by. The service computes it, also for rows that are there already: one rule for what is stored and for
-- what is searched.
ALTER TABLE "customers" ADD COLUMN "search_key" TEXT NOT NULL DEFAULT '',
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
CREATE TRIGGER "customers_outdate_search_key" BEFORE UPDATE OF "first_name", "last_name", "email", "phone" ON "customers" FOR EACH ROW
    WHEN ((NEW."first_name", NEW."last_name", NEW."email", NEW."phone") IS DISTINCT FROM (OLD."first_name", OLD."last_name", OLD."email", OLD."phone"))
    EXECUTE FUNCTION outdate_search_key();
CREATE INDEX "customers_without_search_key" ON "customers"("id") WHERE NOT "search_key_current";

DROP INDEX "customers_store_id_first_name_key_idx";
DROP INDEX "customers_store_id_phone_idx";
