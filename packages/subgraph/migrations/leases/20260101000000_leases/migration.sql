-- Work that one process at a time does, as long as it renews the lease. A name says for which store, where it is for one.
CREATE TABLE "leases" (
    "name" TEXT NOT NULL,
    "holder" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "leases_pkey" PRIMARY KEY ("name")
);
COMMENT ON TABLE "leases" IS 'Across stores: it is about processes, not data.';
