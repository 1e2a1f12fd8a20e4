-- Sessions are removed some time after their end.
CREATE INDEX "sessions_past" ON "sessions"((coalesce("ended_at", "expires_at")));
COMMENT ON INDEX "sessions_past" IS 'Across stores: old sessions are removed from all at once.';
