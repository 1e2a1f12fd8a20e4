CREATE TYPE "OrderStatus" AS ENUM ('PENDING', 'PROCESSING', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'REFUNDED');
CREATE TYPE "OrderPaymentStatus" AS ENUM ('UNPAID', 'PARTIALLY_PAID', 'PAID', 'PARTIALLY_REFUNDED', 'REFUNDED');
CREATE TYPE "OrderAddressKind" AS ENUM ('SHIPPING', 'BILLING');

-- An amount that GraphQL's clients can hold exactly.
CREATE FUNCTION "is_amount"("value" BIGINT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN "value" BETWEEN 0 AND 9007199254740991;

CREATE TABLE "orders" (
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "order_number" TEXT NOT NULL,
    "customer_id" UUID,
    "status" "OrderStatus" NOT NULL DEFAULT 'PENDING',
    "payment_status" "OrderPaymentStatus" NOT NULL,
    "contact_email" TEXT,
    "contact_email_normal" TEXT COLLATE "C",
    "contact_full_name" TEXT,
    "contact_phone" TEXT,
    -- What rows are searched by. The service computes it: one rule for what is stored and for what is searched.
    "search_key" TEXT NOT NULL DEFAULT '',
    "search_key_current" BOOLEAN NOT NULL DEFAULT false,
    "redacted_at" TIMESTAMPTZ(3),
    "currency" TEXT NOT NULL,
    "subtotal" BIGINT NOT NULL,
    "discount_total" BIGINT NOT NULL,
    "shipping_total" BIGINT NOT NULL,
    "tax_total" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "paid_total" BIGINT NOT NULL DEFAULT 0,
    "refunded_total" BIGINT NOT NULL DEFAULT 0,
    -- Whether paid less refunded has reached the total at some time: a deposit that was given back is no refund of the order.
    "fully_paid" BOOLEAN NOT NULL,
    "access_token_hash" TEXT,
    "access_mailed_at" TIMESTAMPTZ(3),
    "placed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "cancelled_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "orders_pkey" PRIMARY KEY ("store_id", "id"),
    CONSTRAINT "orders_currency_is_a_code" CHECK ("currency" ~ '^[A-Z]{3}$'),
    CONSTRAINT "orders_amounts" CHECK (
        is_amount("subtotal") AND is_amount("discount_total") AND is_amount("shipping_total")
        AND is_amount("tax_total") AND is_amount("total") AND is_amount("paid_total") AND is_amount("refunded_total")
    ),
    CONSTRAINT "orders_total_adds_up" CHECK ("total" = "subtotal" + "shipping_total" + "tax_total" - "discount_total"),
    -- Payments are facts: money that came late, twice or too much is recorded, and what exceeds is given back.
    CONSTRAINT "orders_refunded_within_paid" CHECK ("refunded_total" <= "paid_total"),
    CONSTRAINT "orders_fully_paid_follows_totals" CHECK ("fully_paid" OR "paid_total" - "refunded_total" < "total"),
    CONSTRAINT "orders_payment_status_follows_totals" CHECK (
        "payment_status" = CASE
            WHEN "paid_total" - "refunded_total" >= "total" THEN 'PAID'
            WHEN "paid_total" = 0 THEN 'UNPAID'
            WHEN "refunded_total" = 0 THEN 'PARTIALLY_PAID'
            WHEN "refunded_total" = "paid_total" THEN 'REFUNDED'
            ELSE 'PARTIALLY_REFUNDED'
        END::"OrderPaymentStatus"
    ),
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

-- Status and payment status go together: who looks for cancelled orders that are still paid would have all orders read, newest
-- first, because PostgreSQL takes the two for independent and expects to meet enough of them soon.
CREATE STATISTICS "orders_statuses" (mcv) ON "store_id", "status", "payment_status" FROM "orders";
-- A usual sample may miss how rare orders are that have just been placed, and then takes what never occurs to be as frequent.
ALTER STATISTICS "orders_statuses" SET STATISTICS 500;

-- What the store keeps beyond what is due; few orders have any, and they wait for somebody to give it back.
CREATE FUNCTION "order_overpaid"("status" "OrderStatus", "total" BIGINT, "paid" BIGINT, "refunded" BIGINT) RETURNS BOOLEAN
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN "paid" - "refunded" > CASE WHEN "status" IN ('CANCELLED', 'REFUNDED') THEN 0 ELSE "total" END;
CREATE INDEX "orders_overpaid_idx" ON "orders"("store_id", "placed_at", "id")
    WHERE order_overpaid("status", "total", "paid_total", "refunded_total");

-- The words of a key. Each carries its store, so that one store's search never meets another's words.
CREATE FUNCTION "search_words"("store" TEXT, "key" TEXT) RETURNS TSVECTOR
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_to_tsvector(ARRAY(
        SELECT "store" || ':' || "word" FROM unnest(string_to_array("key", ' ')) AS "word" WHERE "word" <> ''
    ));
CREATE INDEX "orders_search_words" ON "orders" USING gin (search_words("store_id", "search_key"));

CREATE FUNCTION "outdate_search_key"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    NEW."search_key_current" := false;
    RETURN NEW;
END $$;
CREATE TRIGGER "orders_outdate_search_key" BEFORE UPDATE OF "contact_full_name", "contact_email", "contact_phone" ON "orders" FOR EACH ROW
    WHEN ((NEW."contact_full_name", NEW."contact_email", NEW."contact_phone") IS DISTINCT FROM (OLD."contact_full_name", OLD."contact_email", OLD."contact_phone"))
    EXECUTE FUNCTION outdate_search_key();
CREATE INDEX "orders_without_search_key" ON "orders"("store_id", "id") WHERE NOT "search_key_current";

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
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "sku" TEXT,
    "name" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit_price" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "refunded_quantity" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "order_lines_pkey" PRIMARY KEY ("store_id", "id"),
    CONSTRAINT "order_lines_store_id_order_id_fkey" FOREIGN KEY ("store_id", "order_id") REFERENCES "orders"("store_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "order_lines_quantity" CHECK ("quantity" > 0 AND "refunded_quantity" BETWEEN 0 AND "quantity"),
    CONSTRAINT "order_lines_amounts" CHECK (is_amount("unit_price") AND is_amount("total")),
    CONSTRAINT "order_lines_total_adds_up" CHECK ("total" = "quantity" * "unit_price")
);
CREATE UNIQUE INDEX "order_lines_store_id_order_id_position_key" ON "order_lines"("store_id", "order_id", "position");

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
    CONSTRAINT "order_addresses_pkey" PRIMARY KEY ("store_id", "order_id", "kind"),
    CONSTRAINT "order_addresses_store_id_order_id_fkey" FOREIGN KEY ("store_id", "order_id") REFERENCES "orders"("store_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "order_addresses_redacted_holds_nothing" CHECK (
        "redacted_at" IS NULL
        OR ("full_name" IS NULL AND "company" IS NULL AND "line1" IS NULL AND "line2" IS NULL AND "city" IS NULL
            AND length("postal_code") <= 2)
    )
);

CREATE TABLE "payments" (
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "amount" BIGINT NOT NULL,
    "reference" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "payments_pkey" PRIMARY KEY ("store_id", "id"),
    CONSTRAINT "payments_store_id_order_id_fkey" FOREIGN KEY ("store_id", "order_id") REFERENCES "orders"("store_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "payments_amount" CHECK ("amount" > 0)
);
CREATE UNIQUE INDEX "payments_store_id_order_id_reference_key" ON "payments"("store_id", "order_id", "reference");
CREATE INDEX "payments_store_id_reference_idx" ON "payments"("store_id", "reference");

CREATE TABLE "refunds" (
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "amount" BIGINT NOT NULL,
    "reason" TEXT,
    "reference" TEXT,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "refunds_pkey" PRIMARY KEY ("store_id", "id"),
    CONSTRAINT "refunds_store_id_order_id_fkey" FOREIGN KEY ("store_id", "order_id") REFERENCES "orders"("store_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "refunds_amount" CHECK ("amount" > 0)
);
CREATE UNIQUE INDEX "refunds_store_id_order_id_reference_key" ON "refunds"("store_id", "order_id", "reference");
CREATE INDEX "refunds_store_id_reference_idx" ON "refunds"("store_id", "reference");

CREATE FUNCTION "keep_money_entries"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'payments and refunds are only added';
END $$;
CREATE TRIGGER "payments_keep" BEFORE DELETE OR UPDATE OF "id", "store_id", "order_id", "amount", "at" ON "payments"
    FOR EACH ROW EXECUTE FUNCTION keep_money_entries();
CREATE TRIGGER "refunds_keep" BEFORE DELETE OR UPDATE OF "id", "store_id", "order_id", "amount", "at" ON "refunds"
    FOR EACH ROW EXECUTE FUNCTION keep_money_entries();

CREATE TABLE "order_history" (
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "from_status" "OrderStatus",
    "to_status" "OrderStatus",
    "amount" BIGINT,
    "actor" TEXT NOT NULL,
    "note" TEXT,
    "visible_to_customer" BOOLEAN NOT NULL DEFAULT false,
    CONSTRAINT "order_history_pkey" PRIMARY KEY ("store_id", "id"),
    CONSTRAINT "order_history_store_id_order_id_fkey" FOREIGN KEY ("store_id", "order_id") REFERENCES "orders"("store_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX "order_history_store_id_order_id_id_idx" ON "order_history"("store_id", "order_id", "id");

CREATE TABLE "counters" (
    "store_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "value" BIGINT NOT NULL,
    CONSTRAINT "counters_pkey" PRIMARY KEY ("store_id", "kind")
);

-- Privacy requests to carry out: an event puts a task here, and a worker does it in many short transactions.
CREATE TABLE "privacy_tasks" (
    "store_id" TEXT NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "request_id" UUID,
    "customer_id" UUID,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "covered_at" TIMESTAMPTZ(3),
    "redacted" INTEGER NOT NULL DEFAULT 0,
    "held_for" TEXT,
    "done_at" TIMESTAMPTZ(3),
    CONSTRAINT "privacy_tasks_pkey" PRIMARY KEY ("store_id", "id"),
    CONSTRAINT "privacy_tasks_kind" CHECK ("kind" IN ('EXPORT', 'ERASURE'))
);
CREATE INDEX "privacy_tasks_open_idx" ON "privacy_tasks"("due_at") WHERE "done_at" IS NULL;

-- Orders that an erasure covers and that are not redacted yet.
CREATE TABLE "covered_orders" (
    "store_id" TEXT NOT NULL,
    "task_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    CONSTRAINT "covered_orders_pkey" PRIMARY KEY ("store_id", "task_id", "order_id"),
    CONSTRAINT "covered_orders_store_id_task_id_fkey" FOREIGN KEY ("store_id", "task_id")
        REFERENCES "privacy_tasks"("store_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "covered_orders_store_id_order_id_fkey" FOREIGN KEY ("store_id", "order_id")
        REFERENCES "orders"("store_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX "covered_orders_store_id_order_id_idx" ON "covered_orders"("store_id", "order_id");

COMMENT ON INDEX "privacy_tasks_open_idx" IS 'Across stores: workers look for what is due in all stores.';
