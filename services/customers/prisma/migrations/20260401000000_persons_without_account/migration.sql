-- A request may be about a person without an account. Whoever it is about is known by addresses until the request ends.
ALTER TABLE "privacy_requests"
    ALTER COLUMN "customer_id" DROP NOT NULL,
    ADD COLUMN "reason" TEXT,
    ADD COLUMN "contact_emails" TEXT[] NOT NULL DEFAULT '{}',
    ADD COLUMN "notice_email" TEXT,
    ADD COLUMN "notice_language" TEXT,
    ADD CONSTRAINT "privacy_requests_are_about_somebody" CHECK (
        "customer_id" IS NOT NULL OR ("kind" = 'ERASURE' AND ("ended_at" IS NOT NULL OR cardinality("contact_emails") = 1))
    );
CREATE INDEX "privacy_requests_store_id_created_at_id_idx" ON "privacy_requests"("store_id", "created_at", "id");
CREATE INDEX "privacy_requests_by_time_due" ON "privacy_requests"("store_id", (coalesce("due_at", "created_at")), "id");
-- A person without an account has one open request.
CREATE UNIQUE INDEX "privacy_requests_one_open_of_address" ON "privacy_requests"("store_id", "contact_emails")
    WHERE "customer_id" IS NULL AND "status" IN ('SCHEDULED', 'RUNNING');

-- Exports that are being gathered cover what others know by the address. Erasures that run have no address any more.
UPDATE "privacy_requests" r SET "contact_emails" = ARRAY[c."email_normal"] FROM "customers" c
    WHERE r."kind" = 'EXPORT' AND r."status" = 'RUNNING' AND c."id" = r."customer_id" AND c."email_verified_at" IS NOT NULL
        AND c."email_normal" IS NOT NULL;

-- Whoever ends a request, and however: nothing that is known of the person stays on it.
CREATE FUNCTION "clear_privacy_request"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    NEW."reason" := NULL;
    IF NEW."ended_at" IS NOT NULL THEN
        NEW."contact_emails" := '{}';
        NEW."notice_email" := NULL;
        NEW."notice_language" := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER "privacy_requests_clear" BEFORE INSERT OR UPDATE ON "privacy_requests" FOR EACH ROW
    WHEN (NEW."status" <> 'SCHEDULED') EXECUTE FUNCTION clear_privacy_request();

-- A module may hold its part back, with a reason.
ALTER TABLE "privacy_request_receipts"
    ADD COLUMN "held_at" TIMESTAMPTZ(3),
    DROP CONSTRAINT "privacy_request_receipts_answered",
    ADD CONSTRAINT "privacy_request_receipts_answered" CHECK (
        "done_at" IS NOT NULL OR ("document" IS NULL AND ("detail" IS NOT NULL) = ("held_at" IS NOT NULL))
    ),
    ADD CONSTRAINT "privacy_request_receipts_held_or_done" CHECK ("done_at" IS NULL OR "held_at" IS NULL);
CREATE INDEX "privacy_request_receipts_held" ON "privacy_request_receipts"("request_id") WHERE "held_at" IS NOT NULL;
