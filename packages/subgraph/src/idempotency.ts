import { createHash } from 'node:crypto';
import { badUserInput, idempotencyKeyReused, type IdempotencyKeyReusedError } from './errors.ts';
import { isSuccess, transactional, type Answer, type Success } from './transaction.ts';
import type { SqlTransaction, TransactionRunner } from './transaction.ts';

/** One call of an idempotent mutation. */
export interface IdempotentCall {
  readonly storeId: string;
  /** Who calls, such as `staff:42`: keys of different callers do not meet. */
  readonly actor: string;
  /** The mutation's name. */
  readonly operation: string;
  readonly key: string;
  /** The input as parsed: what was left out and what is null mean the same, and so hash the same. */
  readonly input: unknown;
}

/** How an outcome is kept: as the id of what was made, read again for a repetition. */
export interface OutcomeRecord<Result> {
  readonly idOf: (success: Success<Result>) => string;
  readonly read: (id: string) => Promise<Success<Result>>;
}

/**
 * Runs `operation` at most once per key, in one transaction with the record of its outcome; concurrent calls with the
 * same key wait for the first. A repetition does nothing and gets the same record as it is now. An expected failure rolls everything back and so frees the key.
 * Needs the table of the migrations `idempotency`.
 * @throws BAD_USER_INPUT for a key outside 1–255 characters
 */
export async function idempotent<Tx extends SqlTransaction, Result extends Answer>(
  db: TransactionRunner<Tx>,
  call: IdempotentCall,
  operation: (tx: Tx) => Promise<Result>,
  outcome: OutcomeRecord<Result>,
): Promise<Result | Success<Result> | IdempotencyKeyReusedError> {
  const { storeId, actor, operation: name, key } = call;
  // PostgreSQL cannot store NUL, and no key needs what cannot be seen.
  if (key.length < 1 || key.length > 255 || /[\p{Cc}\p{Cs}]/u.test(key)) {
    throw badUserInput('idempotencyKey must have 1 to 255 characters, all of them visible.');
  }
  const hash = hashOf(call.input);
  const answer = await transactional<Tx, Result | Repetition>(db, async (tx) => {
    const claimed = await tx.$executeRaw`
      INSERT INTO idempotency_keys (store_id, actor, operation, key, input_hash)
      VALUES (${storeId}, ${actor}, ${name}, ${key}, ${hash})
      ON CONFLICT DO NOTHING`;
    if (claimed === 0) {
      const [stored] = await tx.$queryRaw<StoredOutcome[]>`
        SELECT input_hash, outcome FROM idempotency_keys
        WHERE store_id = ${storeId} AND actor = ${actor} AND operation = ${name} AND key = ${key}`;
      return new Repetition(stored);
    }
    const result = await operation(tx);
    if (isSuccess(result)) {
      await tx.$executeRaw`
        UPDATE idempotency_keys SET outcome = ${outcome.idOf(result)}
        WHERE store_id = ${storeId} AND actor = ${actor} AND operation = ${name} AND key = ${key}`;
    }
    return result;
  });
  if (!(answer instanceof Repetition)) return answer;
  const { stored } = answer;
  return stored?.input_hash === hash ? outcome.read(stored.outcome) : idempotencyKeyReused();
}

interface StoredOutcome {
  readonly input_hash: string;
  readonly outcome: string;
}

/** The key was used before. */
class Repetition {
  readonly __typename = 'Repetition';
  readonly stored: StoredOutcome | undefined;
  constructor(stored: StoredOutcome | undefined) {
    this.stored = stored;
  }
}

/** The same for inputs that mean the same, whatever the order of their fields; null is as good as left out. */
function hashOf(input: unknown): string {
  const text = JSON.stringify(input, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([, field]) => field != null)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : value,
  );
  return createHash('sha256').update(text).digest('base64url');
}
