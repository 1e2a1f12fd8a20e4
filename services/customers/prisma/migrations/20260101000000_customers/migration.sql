-- What is searched and sorted as text goes by bytes ("C"), so that ranges of an index answer searches for a beginning.
CREATE TYPE "CustomerStatus" AS ENUM ('ACTIVE', 'DEACTIVATED', 'MERGED', 'ERASED');
CREATE TYPE "PrivacyRequestKind" AS ENUM ('EXPORT', 'ERASURE');
CREATE TYPE "PrivacyRequestStatus" AS ENUM ('SCHEDULED', 'RUNNING', 'DONE', 'CANCELLED', 'FAILED');
CREATE TYPE "MailTokenPurpose" AS ENUM ('VERIFY_EMAIL', 'RESET_PASSWORD', 'CHANGE_EMAIL');

CREATE TABLE "customers" (
    "id" UUID NOT NULL,
    "store_id" TEXT NOT NULL,
    "customer_number" TEXT COLLATE "C" NOT NULL,
    "status" "CustomerStatus" NOT NULL DEFAULT 'ACTIVE',
    "email" TEXT,
    "email_normal" TEXT COLLATE "C",
    "email_verified_at" TIMESTAMPTZ(3),
    "password_hash" TEXT,
    "first_name" TEXT,
    "last_name" TEXT,
    "phone" TEXT COLLATE "C",
    "first_name_key" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "last_name_key" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "preferred_language" TEXT,
    "marketing_consent" BOOLEAN NOT NULL DEFAULT false,
    "marketing_consent_at" TIMESTAMPTZ(3),
    "marketing_consent_source" TEXT,
    "merged_into" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "customers_pkey" PRIMARY KEY ("id"),
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
            AND "first_name" IS NULL AND "last_name" IS NULL AND "phone" IS NULL AND "first_name_key" = ''
            AND "last_name_key" = '' AND "preferred_language" IS NULL AND NOT "marketing_consent"
            AND "marketing_consent_at" IS NULL AND "marketing_consent_source" IS NULL)
    ),
    CONSTRAINT "customers_merged_have_heir" CHECK (("status" = 'MERGED') = ("merged_into" IS NOT NULL)),
    CONSTRAINT "customers_heir_is_another" CHECK ("merged_into" <> "id")
);

CREATE UNIQUE INDEX "customers_store_id_email_normal_key" ON "customers"("store_id", "email_normal");
CREATE UNIQUE INDEX "customers_store_id_customer_number_key" ON "customers"("store_id", "customer_number");
CREATE UNIQUE INDEX "customers_id_store_id_key" ON "customers"("id", "store_id");
ALTER TABLE "customers" ADD CONSTRAINT "customers_merged_into_store_id_fkey" FOREIGN KEY ("merged_into", "store_id")
    REFERENCES "customers"("id", "store_id") ON DELETE RESTRICT ON UPDATE RESTRICT;
CREATE INDEX "customers_merged_into_idx" ON "customers"("merged_into");
CREATE INDEX "customers_store_id_created_at_id_idx" ON "customers"("store_id", "created_at", "id");
CREATE INDEX "customers_store_id_updated_at_id_idx" ON "customers"("store_id", "updated_at", "id");
CREATE INDEX "customers_store_id_status_created_at_id_idx" ON "customers"("store_id", "status", "created_at", "id");
CREATE INDEX "customers_store_id_last_name_key_id_idx" ON "customers"("store_id", "last_name_key", "id");
CREATE INDEX "customers_store_id_first_name_key_idx" ON "customers"("store_id", "first_name_key");
CREATE INDEX "customers_store_id_phone_idx" ON "customers"("store_id", "phone");
CREATE INDEX "customers_by_email" ON "customers"("store_id", (coalesce("email_normal", '')), "id");
CREATE INDEX "customers_unverified" ON "customers"("store_id", "created_at", "id") WHERE "email_verified_at" IS NULL;
CREATE INDEX "customers_consenting" ON "customers"("store_id", "created_at", "id") WHERE "marketing_consent";

CREATE TABLE "consent_changes" (
    "id" UUID NOT NULL,
    "store_id" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "granted" BOOLEAN NOT NULL,
    "source" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "consent_changes_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "consent_changes_customer_id_store_id_fkey" FOREIGN KEY ("customer_id", "store_id")
        REFERENCES "customers"("id", "store_id") ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX "consent_changes_customer_id_changed_at_idx" ON "consent_changes"("customer_id", "changed_at");

CREATE TABLE "addresses" (
    "id" UUID NOT NULL,
    "store_id" TEXT NOT NULL,
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
    CONSTRAINT "addresses_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "addresses_customer_id_store_id_fkey" FOREIGN KEY ("customer_id", "store_id")
        REFERENCES "customers"("id", "store_id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    -- With the unique index below: at most 100 addresses for each customer, whatever the code does.
    CONSTRAINT "addresses_slot_range" CHECK ("slot" BETWEEN 1 AND 100),
    CONSTRAINT "addresses_country_code" CHECK ("country_code" ~ '^[A-Z]{2}$')
);
CREATE UNIQUE INDEX "addresses_customer_id_slot_key" ON "addresses"("customer_id", "slot");
CREATE UNIQUE INDEX "addresses_one_default_shipping" ON "addresses"("customer_id") WHERE "is_default_shipping";
CREATE UNIQUE INDEX "addresses_one_default_billing" ON "addresses"("customer_id") WHERE "is_default_billing";

CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "store_id" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,
    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "sessions_customer_id_store_id_fkey" FOREIGN KEY ("customer_id", "store_id")
        REFERENCES "customers"("id", "store_id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "sessions_end_has_reason" CHECK (("ended_at" IS NULL) = ("end_reason" IS NULL)),
    CONSTRAINT "sessions_at_most_30_days" CHECK ("expires_at" <= "created_at" + INTERVAL '720 hours')
);
CREATE INDEX "sessions_customer_id_last_used_at_idx" ON "sessions"("customer_id", "last_used_at");

CREATE TABLE "refresh_tokens" (
    "token_hash" BYTEA NOT NULL,
    "session_id" UUID NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "spent_at" TIMESTAMPTZ(3),
    "successor_salt" BYTEA,
    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("token_hash"),
    CONSTRAINT "refresh_tokens_session_id_fkey" FOREIGN KEY ("session_id")
        REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT "refresh_tokens_salt_when_spent" CHECK ("successor_salt" IS NULL OR "spent_at" IS NOT NULL)
);
CREATE INDEX "refresh_tokens_session_id_idx" ON "refresh_tokens"("session_id");
-- A session has one usable token at a time.
CREATE UNIQUE INDEX "refresh_tokens_one_unspent" ON "refresh_tokens"("session_id") WHERE "spent_at" IS NULL;

CREATE TABLE "mail_tokens" (
    "customer_id" UUID NOT NULL,
    "purpose" "MailTokenPurpose" NOT NULL,
    "store_id" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "email" TEXT NOT NULL,
    "email_normal" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    -- One row a customer and purpose: a newer token takes the place of an older one.
    CONSTRAINT "mail_tokens_pkey" PRIMARY KEY ("customer_id", "purpose"),
    CONSTRAINT "mail_tokens_customer_id_store_id_fkey" FOREIGN KEY ("customer_id", "store_id")
        REFERENCES "customers"("id", "store_id") ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE UNIQUE INDEX "mail_tokens_token_hash_key" ON "mail_tokens"("token_hash");

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
    "id" UUID NOT NULL,
    "store_id" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "detail" TEXT,
    CONSTRAINT "customer_history_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "customer_history_customer_id_store_id_fkey" FOREIGN KEY ("customer_id", "store_id")
        REFERENCES "customers"("id", "store_id") ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX "customer_history_customer_id_at_id_idx" ON "customer_history"("customer_id", "at", "id");

CREATE TABLE "counters" (
    "store_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "value" BIGINT NOT NULL,
    CONSTRAINT "counters_pkey" PRIMARY KEY ("store_id", "kind")
);

CREATE TABLE "idempotency_keys" (
    "store_id" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "outcome" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("store_id", "actor", "operation", "key")
);
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- The feed reads by (transaction_id, id) and shows only what is older than every running transaction.
CREATE TABLE "outbox_events" (
    "id" BIGINT GENERATED ALWAYS AS IDENTITY,
    "transaction_id" XID8 NOT NULL DEFAULT pg_current_xact_id(),
    "event_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "store_id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "payload" JSONB NOT NULL,
    CONSTRAINT "outbox_events_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "outbox_events_event_id_key" ON "outbox_events"("event_id");
CREATE INDEX "outbox_events_transaction_id_id_idx" ON "outbox_events"("transaction_id", "id");
CREATE INDEX "outbox_events_store_id_subject_idx" ON "outbox_events"("store_id", "subject");

CREATE TABLE "privacy_requests" (
    "id" UUID NOT NULL,
    "store_id" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "kind" "PrivacyRequestKind" NOT NULL,
    "status" "PrivacyRequestStatus" NOT NULL,
    "requested_by" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "document" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    CONSTRAINT "privacy_requests_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "privacy_requests_customer_id_store_id_fkey" FOREIGN KEY ("customer_id", "store_id")
        REFERENCES "customers"("id", "store_id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "privacy_requests_erasure_is_due" CHECK (("kind" = 'ERASURE') = ("due_at" IS NOT NULL)),
    CONSTRAINT "privacy_requests_only_erasures_wait" CHECK ("status" <> 'SCHEDULED' OR "kind" = 'ERASURE'),
    CONSTRAINT "privacy_requests_end" CHECK (("status" IN ('SCHEDULED', 'RUNNING')) = ("ended_at" IS NULL)),
    CONSTRAINT "privacy_requests_document_of_export" CHECK (
        "document" IS NULL OR ("kind" = 'EXPORT' AND "status" IN ('RUNNING', 'DONE'))
    )
);
CREATE INDEX "privacy_requests_customer_id_created_at_idx" ON "privacy_requests"("customer_id", "created_at");
-- A customer has one open request of each kind; after an erasure there is nothing left to erase.
CREATE UNIQUE INDEX "privacy_requests_one_open" ON "privacy_requests"("customer_id", "kind")
    WHERE "status" IN ('SCHEDULED', 'RUNNING');
CREATE INDEX "privacy_requests_due" ON "privacy_requests"("due_at") WHERE "status" = 'SCHEDULED';
CREATE INDEX "privacy_requests_running" ON "privacy_requests"("created_at") WHERE "status" = 'RUNNING';
CREATE INDEX "privacy_requests_with_document" ON "privacy_requests"("created_at") WHERE "document" IS NOT NULL;

CREATE TABLE "privacy_request_receipts" (
    "request_id" UUID NOT NULL,
    "module" TEXT NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "detail" TEXT,
    "document" TEXT,
    CONSTRAINT "privacy_request_receipts_pkey" PRIMARY KEY ("request_id", "module"),
    CONSTRAINT "privacy_request_receipts_request_id_fkey" FOREIGN KEY ("request_id")
        REFERENCES "privacy_requests"("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "privacy_request_receipts_answered" CHECK (
        "done_at" IS NOT NULL OR ("detail" IS NULL AND "document" IS NULL)
    )
);
CREATE INDEX "privacy_request_receipts_with_document" ON "privacy_request_receipts"("request_id")
    WHERE "document" IS NOT NULL;
