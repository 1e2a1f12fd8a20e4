-- Whether the row says why this module's part in an erasure waits, instead of that it is done.
ALTER TABLE "privacy_receipts" ADD COLUMN "held" BOOLEAN NOT NULL DEFAULT false;
