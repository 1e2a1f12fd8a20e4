-- Registrations of an address since it was last proven. Above 0, the account's password and profile are unproven themselves.
ALTER TABLE "customers" ADD COLUMN "unproven_registrations" INTEGER NOT NULL DEFAULT 0;
UPDATE "customers" SET "unproven_registrations" = 1 WHERE "email_verified_at" IS NULL AND "password_hash" IS NOT NULL;
ALTER TABLE "customers" ADD CONSTRAINT "customers_proven_by_mail" CHECK (
    "unproven_registrations" = 0
    OR ("unproven_registrations" > 0 AND "email_verified_at" IS NULL AND "password_hash" IS NOT NULL)
);

-- Several tokens of a customer may wait at once; the use of one ends all others of the customer and of the address.
ALTER TABLE "mail_tokens" DROP CONSTRAINT "mail_tokens_pkey";
DROP INDEX "mail_tokens_token_hash_key";
ALTER TABLE "mail_tokens" ADD CONSTRAINT "mail_tokens_pkey" PRIMARY KEY ("token_hash");
CREATE INDEX "mail_tokens_customer_id_idx" ON "mail_tokens"("customer_id");
CREATE INDEX "mail_tokens_store_id_email_normal_idx" ON "mail_tokens"("store_id", "email_normal");

CREATE TABLE "pending_registrations" (
    "token_hash" BYTEA NOT NULL,
    "password_hash" TEXT NOT NULL,
    "first_name" TEXT,
    "last_name" TEXT,
    "phone" TEXT,
    "preferred_language" TEXT,
    "marketing_consent" BOOLEAN,
    CONSTRAINT "pending_registrations_pkey" PRIMARY KEY ("token_hash"),
    CONSTRAINT "pending_registrations_password_is_hashed" CHECK ("password_hash" LIKE '$argon2id$v=19$%'),
    CONSTRAINT "pending_registrations_token_hash_fkey" FOREIGN KEY ("token_hash")
        REFERENCES "mail_tokens"("token_hash") ON DELETE CASCADE ON UPDATE RESTRICT
);
