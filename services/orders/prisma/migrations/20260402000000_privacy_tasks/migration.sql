-- Privacy requests to carry out: an event puts a task here, and a worker does it in many short transactions.
CREATE TABLE "privacy_tasks" (
    "id" UUID NOT NULL,
    "store_id" TEXT NOT NULL,
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
    CONSTRAINT "privacy_tasks_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "privacy_tasks_kind" CHECK ("kind" IN ('EXPORT', 'ERASURE'))
);
CREATE INDEX "privacy_tasks_open_idx" ON "privacy_tasks"("due_at") WHERE "done_at" IS NULL;

-- Orders that an erasure covers and that are not redacted yet.
CREATE TABLE "covered_orders" (
    "task_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "store_id" TEXT NOT NULL,
    CONSTRAINT "covered_orders_pkey" PRIMARY KEY ("task_id", "order_id"),
    CONSTRAINT "covered_orders_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "privacy_tasks"("id") ON DELETE RESTRICT ON UPDATE RESTRICT,
    CONSTRAINT "covered_orders_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX "covered_orders_order_id_idx" ON "covered_orders"("order_id");
