-- How far a module has followed the feeds of others.
CREATE TABLE "feed_cursors" (
    "feed" TEXT NOT NULL,
    "cursor" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "feed_cursors_pkey" PRIMARY KEY ("feed")
);

-- Events that could not be applied, as they came.
CREATE TABLE "parked_events" (
    "feed" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "event" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "parked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "parked_events_pkey" PRIMARY KEY ("feed", "event_id")
);

COMMENT ON TABLE "feed_cursors" IS 'Across stores: a feed has the events of all stores in one order.';
COMMENT ON TABLE "parked_events" IS 'Across stores: an event that is malformed may name no store.';
