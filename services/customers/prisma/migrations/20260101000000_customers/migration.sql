-- What is searched and sorted as text goes by bytes ("C"), so that ranges of an index answer searches for a beginning.
CREATE TYPE "CustomerStatus" AS ENUM ('ACTIVE', 'DEACTIVATED', 'MERGED', 'ERASED');
CREATE TYPE "PrivacyRequestKind" AS ENUM ('EXPORT', 'ERASURE');
CREATE TYPE "PrivacyRequestStatus" AS ENUM ('SCHEDULED', 'RUNNING', 'DONE', 'CANCELLED', 'FAILED');
CREATE TYPE "MailTokenPurpose" AS ENUM ('VERIFY_EMAIL', 'RESET_PASSWORD', 'CHANGE_EMAIL');

CREATE TABLE "customers" (
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "customer_number" TEXT COLLATE "C" NOT NULL,
    "status" "CustomerStatus" NOT NULL DEFAULT 'ACTIVE',
    "email" TEXT,
    "email_normal" TEXT COLLATE "C",
    "email_verified_at" TIMESTAMPTZ(3),
    "password_hash" TEXT,
    -- Registrations of the address since it was last proven. Above 0, the account's password and profile are unproven themselves.
    "unproven_registrations" INTEGER NOT NULL DEFAULT 0,
    "first_name" TEXT,
    "last_name" TEXT,
    "phone" TEXT COLLATE "C",
    "last_name_key" TEXT COLLATE "C" NOT NULL DEFAULT '',
    -- What rows are searched by. The service computes it: one rule for what is stored and for what is searched.
    "search_key" TEXT NOT NULL DEFAULT '',
    "search_key_current" BOOLEAN NOT NULL DEFAULT false,
    "preferred_language" TEXT,
    "marketing_consent" BOOLEAN NOT NULL DEFAULT false,
    "marketing_consent_at" TIMESTAMPTZ(3),
    "marketing_consent_source" TEXT,
    "merged_into" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "customers_pkey" PRIMARY KEY ("store_id", "id"),
    CONSTRAINT "customers_email_forms" CHECK (("email" IS NULL) = ("email_normal" IS NULL)),
    CONSTRAINT "customers_living_have_email" CHECK ("status" IN ('ERASED', 'MERGED') OR "email" IS NOT NULL),
    CONSTRAINT "customers_password_is_hashed" CHECK ("password_hash" LIKE '$argon2id$v=19$%'),
    CONSTRAINT "customers_consent_has_origin" CHECK (
        ("marketing_consent_at" IS NULL) = ("marketing_consent_source" IS NULL)
        AND ("marketing_consent_at" IS NOT NULL OR NOT "marketing_consent")
    ),
    CONSTRAINT "customers_version_positive" CHECK ("version" > 0),
    CONSTRAINT "customers_erased_holds_nothing" CHECK (
        "status" NOT IN ('ERASED', 'MERGED')
        OR ("email" IS NULL AND "email_normal" IS NULL AND "email_verified_at" IS NULL AND "password_hash" IS NULL
            AND "first_name" IS NULL AND "last_name" IS NULL AND "phone" IS NULL AND "last_name_key" = ''
            AND "preferred_language" IS NULL AND NOT "marketing_consent"
            AND "marketing_consent_at" IS NULL AND "marketing_consent_source" IS NULL)
    ),
    CONSTRAINT "customers_merged_have_heir" CHECK (("status" = 'MERGED') = ("merged_into" IS NOT NULL)),
    CONSTRAINT "customers_heir_is_another" CHECK ("merged_into" <> "id"),
    CONSTRAINT "customers_proven_by_mail" CHECK (
        "unproven_registrations" = 0
        OR ("unproven_registrations" > 0 AND "email_verified_at" IS NULL AND "password_hash" IS NOT NULL)
    )
);

CREATE UNIQUE INDEX "customers_store_id_email_normal_key" ON "customers"("store_id", "email_normal");
CREATE UNIQUE INDEX "customers_store_id_customer_number_key" ON "customers"("store_id", "customer_number");
ALTER TABLE "customers" ADD CONSTRAINT "customers_store_id_merged_into_fkey" FOREIGN KEY ("store_id", "merged_into")
    REFERENCES "customers"("store_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX "customers_store_id_merged_into_idx" ON "customers"("store_id", "merged_into");
CREATE INDEX "customers_store_id_created_at_id_idx" ON "customers"("store_id", "created_at", "id");
CREATE INDEX "customers_store_id_updated_at_id_idx" ON "customers"("store_id", "updated_at", "id");
CREATE INDEX "customers_store_id_status_created_at_id_idx" ON "customers"("store_id", "status", "created_at", "id");
CREATE INDEX "customers_store_id_last_name_key_id_idx" ON "customers"("store_id", "last_name_key", "id");
CREATE INDEX "customers_by_email" ON "customers"("store_id", (coalesce("email_normal", '')), "id");
CREATE INDEX "customers_unverified" ON "customers"("store_id", "created_at", "id") WHERE "email_verified_at" IS NULL;
CREATE INDEX "customers_consenting" ON "customers"("store_id", "created_at", "id") WHERE "marketing_consent";
-- Numbers grow beyond their padding, so lists go by the number and not by its text.
CREATE INDEX "customers_by_number" ON "customers"("store_id", (lpad(substr("customer_number", 3), 15, '0')), "id");

-- The words of a key. Each carries its store, so that one store's search never meets another's words.
CREATE FUNCTION "search_words"("store" TEXT, "key" TEXT) RETURNS TSVECTOR
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_to_tsvector(ARRAY(
        SELECT "store" || ':' || "word" FROM unnest(string_to_array("key", ' ')) AS "word" WHERE "word" <> ''
    ));
CREATE INDEX "customers_search_words" ON "customers" USING gin (search_words("store_id", "search_key"));

CREATE FUNCTION "outdate_search_key"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    NEW."search_key_current" := false;
    RETURN NEW;
END $$;
CREATE TRIGGER "customers_outdate_search_key" BEFORE UPDATE OF "first_name", "last_name", "email", "phone" ON "customers" FOR EACH ROW
    WHEN ((NEW."first_name", NEW."last_name", NEW."email", NEW."phone") IS DISTINCT FROM (OLD."first_name", OLD."last_name", OLD."email", OLD."phone"))
    EXECUTE FUNCTION outdate_search_key();
CREATE INDEX "customers_without_search_key" ON "customers"("store_id", "id") WHERE NOT "search_key_current";

CREATE TABLE "consent_changes" (
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "granted" BOOLEAN NOT NULL,
    "source" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "consent_changes_pkey" PRIMARY KEY ("store_id", "id"),
    CONSTRAINT "consent_changes_store_id_customer_id_fkey" FOREIGN KEY ("store_id", "customer_id")
        REFERENCES "customers"("store_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX "consent_changes_store_id_customer_id_changed_at_idx" ON "consent_changes"("store_id", "customer_id", "changed_at");

CREATE TABLE "addresses" (
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "slot" SMALLINT NOT NULL,
    "full_name" TEXT,
    "company" TEXT,
    "phone" TEXT,
    "line1" TEXT NOT NULL,
    "line2" TEXT,
    "city" TEXT NOT NULL,
    "region" TEXT,
    "postal_code" TEXT,
    "country_code" TEXT NOT NULL,
    "is_default_shipping" BOOLEAN NOT NULL DEFAULT false,
    "is_default_billing" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "addresses_pkey" PRIMARY KEY ("store_id", "id"),
    CONSTRAINT "addresses_store_id_customer_id_fkey" FOREIGN KEY ("store_id", "customer_id")
        REFERENCES "customers"("store_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    -- With the unique index below: at most 100 addresses for each customer, whatever the code does.
    CONSTRAINT "addresses_slot_range" CHECK ("slot" BETWEEN 1 AND 100),
    CONSTRAINT "addresses_country_code" CHECK ("country_code" ~ '^[A-Z]{2}$')
);
CREATE UNIQUE INDEX "addresses_store_id_customer_id_slot_key" ON "addresses"("store_id", "customer_id", "slot");
CREATE UNIQUE INDEX "addresses_one_default_shipping" ON "addresses"("store_id", "customer_id") WHERE "is_default_shipping";
CREATE UNIQUE INDEX "addresses_one_default_billing" ON "addresses"("store_id", "customer_id") WHERE "is_default_billing";

CREATE TABLE "sessions" (
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,
    CONSTRAINT "sessions_pkey" PRIMARY KEY ("store_id", "id"),
    CONSTRAINT "sessions_store_id_customer_id_fkey" FOREIGN KEY ("store_id", "customer_id")
        REFERENCES "customers"("store_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "sessions_end_has_reason" CHECK (("ended_at" IS NULL) = ("end_reason" IS NULL)),
    CONSTRAINT "sessions_at_most_30_days" CHECK ("expires_at" <= "created_at" + INTERVAL '720 hours')
);
CREATE INDEX "sessions_store_id_customer_id_last_used_at_idx" ON "sessions"("store_id", "customer_id", "last_used_at");

CREATE TABLE "refresh_tokens" (
    "store_id" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "session_id" UUID NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "spent_at" TIMESTAMPTZ(3),
    "successor_salt" BYTEA,
    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("store_id", "token_hash"),
    CONSTRAINT "refresh_tokens_store_id_session_id_fkey" FOREIGN KEY ("store_id", "session_id")
        REFERENCES "sessions"("store_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT "refresh_tokens_salt_when_spent" CHECK ("successor_salt" IS NULL OR "spent_at" IS NOT NULL)
);
CREATE INDEX "refresh_tokens_store_id_session_id_idx" ON "refresh_tokens"("store_id", "session_id");
-- A session has one usable token at a time.
CREATE UNIQUE INDEX "refresh_tokens_one_unspent" ON "refresh_tokens"("store_id", "session_id") WHERE "spent_at" IS NULL;

-- Several tokens of a customer may wait at once; the use of one ends all others of the customer and of the address.
CREATE TABLE "mail_tokens" (
    "store_id" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "customer_id" UUID NOT NULL,
    "purpose" "MailTokenPurpose" NOT NULL,
    "email" TEXT NOT NULL,
    "email_normal" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "mail_tokens_pkey" PRIMARY KEY ("store_id", "token_hash"),
    CONSTRAINT "mail_tokens_store_id_customer_id_fkey" FOREIGN KEY ("store_id", "customer_id")
        REFERENCES "customers"("store_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX "mail_tokens_store_id_customer_id_idx" ON "mail_tokens"("store_id", "customer_id");
CREATE INDEX "mail_tokens_store_id_email_normal_idx" ON "mail_tokens"("store_id", "email_normal");

CREATE TABLE "pending_registrations" (
    "store_id" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "password_hash" TEXT NOT NULL,
    "first_name" TEXT,
    "last_name" TEXT,
    "phone" TEXT,
    "preferred_language" TEXT,
    "marketing_consent" BOOLEAN,
    CONSTRAINT "pending_registrations_pkey" PRIMARY KEY ("store_id", "token_hash"),
    CONSTRAINT "pending_registrations_password_is_hashed" CHECK ("password_hash" LIKE '$argon2id$v=19$%'),
    CONSTRAINT "pending_registrations_store_id_token_hash_fkey" FOREIGN KEY ("store_id", "token_hash")
        REFERENCES "mail_tokens"("store_id", "token_hash") ON DELETE CASCADE ON UPDATE RESTRICT
);

-- Attempts by hashed account or client address.
CREATE TABLE "throttles" (
    "key" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "blocked_until" TIMESTAMPTZ(3),
    "since" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "throttles_pkey" PRIMARY KEY ("key"),
    CONSTRAINT "throttles_attempts_not_negative" CHECK ("attempts" >= 0)
);
CREATE INDEX "throttles_since_idx" ON "throttles"("since");

CREATE TABLE "customer_history" (
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "detail" TEXT,
    CONSTRAINT "customer_history_pkey" PRIMARY KEY ("store_id", "id"),
    CONSTRAINT "customer_history_store_id_customer_id_fkey" FOREIGN KEY ("store_id", "customer_id")
        REFERENCES "customers"("store_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX "customer_history_store_id_customer_id_at_id_idx" ON "customer_history"("store_id", "customer_id", "at", "id");

CREATE TABLE "counters" (
    "store_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "value" BIGINT NOT NULL,
    CONSTRAINT "counters_pkey" PRIMARY KEY ("store_id", "kind")
);

-- A request may be about a person without an account. Whoever it is about is known by addresses until the request ends.
CREATE TABLE "privacy_requests" (
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "customer_id" UUID,
    "kind" "PrivacyRequestKind" NOT NULL,
    "status" "PrivacyRequestStatus" NOT NULL,
    "requested_by" TEXT NOT NULL,
    "reason" TEXT,
    "contact_emails" TEXT[] NOT NULL DEFAULT '{}',
    "notice_email" TEXT,
    "notice_language" TEXT,
    "due_at" TIMESTAMPTZ(3),
    "document" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    CONSTRAINT "privacy_requests_pkey" PRIMARY KEY ("store_id", "id"),
    CONSTRAINT "privacy_requests_store_id_customer_id_fkey" FOREIGN KEY ("store_id", "customer_id")
        REFERENCES "customers"("store_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "privacy_requests_erasure_is_due" CHECK (("kind" = 'ERASURE') = ("due_at" IS NOT NULL)),
    CONSTRAINT "privacy_requests_only_erasures_wait" CHECK ("status" <> 'SCHEDULED' OR "kind" = 'ERASURE'),
    CONSTRAINT "privacy_requests_end" CHECK (("status" IN ('SCHEDULED', 'RUNNING')) = ("ended_at" IS NULL)),
    CONSTRAINT "privacy_requests_document_of_export" CHECK (
        "document" IS NULL OR ("kind" = 'EXPORT' AND "status" IN ('RUNNING', 'DONE'))
    ),
    CONSTRAINT "privacy_requests_are_about_somebody" CHECK (
        "customer_id" IS NOT NULL OR ("kind" = 'ERASURE' AND ("ended_at" IS NOT NULL OR cardinality("contact_emails") = 1))
    )
);
CREATE INDEX "privacy_requests_store_id_customer_id_created_at_idx" ON "privacy_requests"("store_id", "customer_id", "created_at");
CREATE INDEX "privacy_requests_store_id_created_at_id_idx" ON "privacy_requests"("store_id", "created_at", "id");
CREATE INDEX "privacy_requests_by_time_due" ON "privacy_requests"("store_id", (coalesce("due_at", "created_at")), "id");
-- A customer has one open request of each kind; after an erasure there is nothing left to erase.
CREATE UNIQUE INDEX "privacy_requests_one_open" ON "privacy_requests"("store_id", "customer_id", "kind")
    WHERE "status" IN ('SCHEDULED', 'RUNNING');
-- A person without an account has one open request.
CREATE UNIQUE INDEX "privacy_requests_one_open_of_address" ON "privacy_requests"("store_id", "contact_emails")
    WHERE "customer_id" IS NULL AND "status" IN ('SCHEDULED', 'RUNNING');
CREATE INDEX "privacy_requests_due" ON "privacy_requests"("due_at") WHERE "status" = 'SCHEDULED';
CREATE INDEX "privacy_requests_running" ON "privacy_requests"("created_at") WHERE "status" = 'RUNNING';
CREATE INDEX "privacy_requests_with_document" ON "privacy_requests"("created_at") WHERE "document" IS NOT NULL;

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

-- A module's part in a request; it may hold it back, with a reason.
CREATE TABLE "privacy_request_receipts" (
    "store_id" TEXT NOT NULL,
    "request_id" UUID NOT NULL,
    "module" TEXT NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "held_at" TIMESTAMPTZ(3),
    "detail" TEXT,
    "document" TEXT,
    CONSTRAINT "privacy_request_receipts_pkey" PRIMARY KEY ("store_id", "request_id", "module"),
    CONSTRAINT "privacy_request_receipts_store_id_request_id_fkey" FOREIGN KEY ("store_id", "request_id")
        REFERENCES "privacy_requests"("store_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "privacy_request_receipts_answered" CHECK (
        "done_at" IS NOT NULL OR ("document" IS NULL AND ("detail" IS NOT NULL) = ("held_at" IS NOT NULL))
    ),
    CONSTRAINT "privacy_request_receipts_held_or_done" CHECK ("done_at" IS NULL OR "held_at" IS NULL)
);
CREATE INDEX "privacy_request_receipts_with_document" ON "privacy_request_receipts"("store_id", "request_id")
    WHERE "document" IS NOT NULL;
CREATE INDEX "privacy_request_receipts_held" ON "privacy_request_receipts"("store_id", "request_id") WHERE "held_at" IS NOT NULL;

COMMENT ON TABLE "throttles" IS 'Across stores: a place that guesses is slowed whichever stores it tries.';
COMMENT ON INDEX "privacy_requests_due" IS 'Across stores: the service looks for what is due in all stores.';
COMMENT ON INDEX "privacy_requests_running" IS 'Across stores: the service looks for what has ended in all stores.';
COMMENT ON INDEX "privacy_requests_with_document" IS 'Across stores: old documents are removed from all at once.';
