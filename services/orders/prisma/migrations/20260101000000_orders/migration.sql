CREATE TYPE "OrderStatus" AS ENUM ('PENDING', 'PROCESSING', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'REFUNDED');
CREATE TYPE "OrderPaymentStatus" AS ENUM ('UNPAID', 'PARTIALLY_PAID', 'PAID', 'PARTIALLY_REFUNDED', 'REFUNDED');
CREATE TYPE "OrderAddressKind" AS ENUM ('SHIPPING', 'BILLING');

-- An amount that GraphQL's clients can hold exactly.
CREATE FUNCTION "is_amount"("value" BIGINT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN "value" BETWEEN 0 AND 9007199254740991;

CREATE TABLE "orders" (
    "id" UUID NOT NULL,
    "store_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "order_number" TEXT NOT NULL,
    "customer_id" UUID,
    "status" "OrderStatus" NOT NULL DEFAULT 'PENDING',
    "payment_status" "OrderPaymentStatus" NOT NULL,
    "contact_email" TEXT,
    "contact_email_normal" TEXT COLLATE "C",
    "contact_full_name" TEXT,
    "contact_phone" TEXT,
    "redacted_at" TIMESTAMPTZ(3),
    "currency" TEXT NOT NULL,
    "subtotal" BIGINT NOT NULL,
    "discount_total" BIGINT NOT NULL,
    "shipping_total" BIGINT NOT NULL,
    "tax_total" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "paid_total" BIGINT NOT NULL DEFAULT 0,
    "refunded_total" BIGINT NOT NULL DEFAULT 0,
    "access_token_hash" TEXT,
    "access_mailed_at" TIMESTAMPTZ(3),
    "placed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "cancelled_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "orders_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "orders_currency_is_a_code" CHECK ("currency" ~ '^[A-Z]{3}$'),
    CONSTRAINT "orders_amounts" CHECK (
        is_amount("subtotal") AND is_amount("discount_total") AND is_amount("shipping_total")
        AND is_amount("tax_total") AND is_amount("total") AND is_amount("paid_total") AND is_amount("refunded_total")
    ),
    CONSTRAINT "orders_total_adds_up" CHECK ("total" = "subtotal" + "shipping_total" + "tax_total" - "discount_total"),
    CONSTRAINT "orders_paid_within_total" CHECK ("paid_total" <= "total"),
    CONSTRAINT "orders_refunded_within_paid" CHECK ("refunded_total" <= "paid_total"),
    CONSTRAINT "orders_payment_status_follows_totals" CHECK (
        "payment_status" = CASE
            WHEN "refunded_total" > 0 AND "refunded_total" = "paid_total" THEN 'REFUNDED'
            WHEN "refunded_total" > 0 THEN 'PARTIALLY_REFUNDED'
            WHEN "paid_total" = "total" THEN 'PAID'
            WHEN "paid_total" > 0 THEN 'PARTIALLY_PAID'
            ELSE 'UNPAID'
        END::"OrderPaymentStatus"
    ),
    CONSTRAINT "orders_refunded_is_refunded" CHECK ("status" <> 'REFUNDED' OR "payment_status" = 'REFUNDED'),
    CONSTRAINT "orders_cancelled_has_time" CHECK (("status" = 'CANCELLED') = ("cancelled_at" IS NOT NULL)),
    CONSTRAINT "orders_token_opens_guest_orders_only" CHECK ("customer_id" IS NULL OR "access_token_hash" IS NULL),
    CONSTRAINT "orders_redacted_holds_nothing" CHECK (
        "redacted_at" IS NULL
        OR ("contact_email" IS NULL AND "contact_email_normal" IS NULL AND "contact_full_name" IS NULL
            AND "contact_phone" IS NULL AND "access_token_hash" IS NULL)
    )
);

CREATE UNIQUE INDEX "orders_store_id_sequence_key" ON "orders"("store_id", "sequence");
CREATE UNIQUE INDEX "orders_store_id_order_number_key" ON "orders"("store_id", "order_number");
CREATE INDEX "orders_store_id_customer_id_placed_at_id_idx" ON "orders"("store_id", "customer_id", "placed_at" DESC, "id" DESC);
CREATE INDEX "orders_store_id_placed_at_id_idx" ON "orders"("store_id", "placed_at", "id");
CREATE INDEX "orders_store_id_created_at_id_idx" ON "orders"("store_id", "created_at", "id");
CREATE INDEX "orders_store_id_updated_at_id_idx" ON "orders"("store_id", "updated_at", "id");
CREATE INDEX "orders_store_id_currency_total_id_idx" ON "orders"("store_id", "currency", "total", "id");
CREATE INDEX "orders_store_id_status_placed_at_id_idx" ON "orders"("store_id", "status", "placed_at", "id");
CREATE INDEX "orders_store_id_payment_status_placed_at_id_idx" ON "orders"("store_id", "payment_status", "placed_at", "id");
CREATE INDEX "orders_store_id_contact_email_normal_idx" ON "orders"("store_id", "contact_email_normal");

-- The words of a name. Each carries its store, so that one store's search never meets another's words.
CREATE FUNCTION "order_name_words"("store" TEXT, "name" TEXT) RETURNS TSVECTOR
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_to_tsvector(ARRAY(
        SELECT "store" || ':' || "word" FROM unnest(string_to_array(lower("name"), ' ')) AS "word" WHERE "word" <> ''
    ));
CREATE INDEX "orders_name_words_idx" ON "orders" USING gin (order_name_words("store_id", "contact_full_name"));

CREATE FUNCTION "keep_order_facts"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was ordered, and a final status, never change';
END $$;
CREATE TRIGGER "orders_keep_facts" BEFORE UPDATE ON "orders" FOR EACH ROW
    WHEN ((OLD."id", OLD."store_id", OLD."sequence", OLD."order_number", OLD."currency", OLD."subtotal",
           OLD."discount_total", OLD."shipping_total", OLD."tax_total", OLD."total", OLD."placed_at")
          IS DISTINCT FROM
          (NEW."id", NEW."store_id", NEW."sequence", NEW."order_number", NEW."currency", NEW."subtotal",
           NEW."discount_total", NEW."shipping_total", NEW."tax_total", NEW."total", NEW."placed_at")
          OR (OLD."status" IN ('CANCELLED', 'REFUNDED') AND NEW."status" <> OLD."status")
          OR NEW."paid_total" < OLD."paid_total" OR NEW."refunded_total" < OLD."refunded_total")
    EXECUTE FUNCTION keep_order_facts();

CREATE TABLE "order_lines" (
    "id" UUID NOT NULL,
    "store_id" TEXT NOT NULL,
    "order_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "sku" TEXT,
    "name" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit_price" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "refunded_quantity" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "order_lines_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "order_lines_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "order_lines_quantity" CHECK ("quantity" > 0 AND "refunded_quantity" BETWEEN 0 AND "quantity"),
    CONSTRAINT "order_lines_amounts" CHECK (is_amount("unit_price") AND is_amount("total")),
    CONSTRAINT "order_lines_total_adds_up" CHECK ("total" = "quantity" * "unit_price")
);
CREATE UNIQUE INDEX "order_lines_order_id_position_key" ON "order_lines"("order_id", "position");

CREATE TABLE "order_addresses" (
    "store_id" TEXT NOT NULL,
    "order_id" UUID NOT NULL,
    "kind" "OrderAddressKind" NOT NULL,
    "full_name" TEXT,
    "company" TEXT,
    "line1" TEXT,
    "line2" TEXT,
    "city" TEXT,
    "region" TEXT,
    "postal_code" TEXT,
    "country_code" TEXT NOT NULL,
    "redacted_at" TIMESTAMPTZ(3),
    CONSTRAINT "order_addresses_pkey" PRIMARY KEY ("order_id", "kind"),
    CONSTRAINT "order_addresses_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "order_addresses_redacted_holds_nothing" CHECK (
        "redacted_at" IS NULL
        OR ("full_name" IS NULL AND "company" IS NULL AND "line1" IS NULL AND "line2" IS NULL AND "city" IS NULL
            AND length("postal_code") <= 2)
    )
);

CREATE TABLE "payments" (
    "id" UUID NOT NULL,
    "store_id" TEXT NOT NULL,
    "order_id" UUID NOT NULL,
    "amount" BIGINT NOT NULL,
    "reference" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "payments_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "payments_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "payments_amount" CHECK ("amount" > 0)
);
CREATE UNIQUE INDEX "payments_order_id_reference_key" ON "payments"("order_id", "reference");

CREATE TABLE "refunds" (
    "id" UUID NOT NULL,
    "store_id" TEXT NOT NULL,
    "order_id" UUID NOT NULL,
    "amount" BIGINT NOT NULL,
    "reason" TEXT,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "refunds_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "refunds_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "refunds_amount" CHECK ("amount" > 0)
);
CREATE INDEX "refunds_order_id_idx" ON "refunds"("order_id");

CREATE FUNCTION "keep_money_entries"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payments and refunds are only added';
END $$;
CREATE TRIGGER "payments_keep" BEFORE DELETE OR UPDATE OF "id", "store_id", "order_id", "amount", "at" ON "payments"
    FOR EACH ROW EXECUTE FUNCTION keep_money_entries();
CREATE TRIGGER "refunds_keep" BEFORE DELETE OR UPDATE OF "id", "store_id", "order_id", "amount", "at" ON "refunds"
    FOR EACH ROW EXECUTE FUNCTION keep_money_entries();

CREATE TABLE "order_history" (
    "id" UUID NOT NULL,
    "store_id" TEXT NOT NULL,
    "order_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "from_status" "OrderStatus",
    "to_status" "OrderStatus",
    "actor" TEXT NOT NULL,
    "note" TEXT,
    "visible_to_customer" BOOLEAN NOT NULL DEFAULT false,
    CONSTRAINT "order_history_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "order_history_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX "order_history_order_id_id_idx" ON "order_history"("order_id", "id");

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
CREATE INDEX "idempotency_keys_store_id_outcome_idx" ON "idempotency_keys"("store_id", "outcome");

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

CREATE TABLE "feed_cursors" (
    "feed" TEXT NOT NULL,
    "cursor" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "feed_cursors_pkey" PRIMARY KEY ("feed")
);

CREATE TABLE "parked_events" (
    "feed" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "event" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "parked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "parked_events_pkey" PRIMARY KEY ("feed", "event_id")
);

CREATE TABLE "customer_refs" (
    "id" UUID NOT NULL,
    "store_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "merged_into" UUID,
    CONSTRAINT "customer_refs_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "customer_refs_status" CHECK ("status" IN ('ACTIVE', 'DEACTIVATED', 'MERGED', 'ERASED')),
    CONSTRAINT "customer_refs_merged_into_another" CHECK ("merged_into" <> "id")
);

CREATE TABLE "privacy_receipts" (
    "request_id" UUID NOT NULL,
    "store_id" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "document" TEXT,
    CONSTRAINT "privacy_receipts_pkey" PRIMARY KEY ("request_id")
);
