-- What a module publishes. Its feed reads the events of all stores by (transaction_id, id) and shows only what is older than
-- every running transaction.
CREATE TABLE "outbox_events" (
    "store_id" TEXT NOT NULL,
    "id" BIGINT GENERATED ALWAYS AS IDENTITY,
    "transaction_id" XID8 NOT NULL DEFAULT pg_current_xact_id(),
    "event_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "payload" JSONB NOT NULL,
    CONSTRAINT "outbox_events_pkey" PRIMARY KEY ("store_id", "id")
);
CREATE UNIQUE INDEX "outbox_events_store_id_event_id_key" ON "outbox_events"("store_id", "event_id");
CREATE INDEX "outbox_events_store_id_subject_idx" ON "outbox_events"("store_id", "subject");
CREATE INDEX "outbox_events_transaction_id_id_idx" ON "outbox_events"("transaction_id", "id");
CREATE INDEX "outbox_events_id_idx" ON "outbox_events"("id");
COMMENT ON INDEX "outbox_events_transaction_id_id_idx" IS 'Across stores: a feed has the events of all stores in one order.';
COMMENT ON INDEX "outbox_events_id_idx" IS 'Across stores: old events are looked for in the order they came.';
