import {
  isId,
  type Peer,
  type Scope,
  type SqlTransaction,
  type TransactionRunner,
} from '@customer-graph/subgraph';
import type { CustomerStatus } from './customer-event.ts';
import { customerNotActive, unknownCustomer, type ReferenceError } from './reference-errors.ts';
import { ensureCustomerKnown, lockReference } from './references.ts';

/** The check that a consumer makes before it writes for a customer, and before a customer writes for itself. */
export interface CustomerReferences {
  /**
   * Makes sure that a customer is known here, if it exists at all.
   * @returns a function for the transaction that writes: it locks the reference and says why nothing may be written, or
   *   null. Call it before other rows are locked. A customers module that cannot be reached shows there, not here, so that
   *   a repeated call still gets its outcome.
   */
  check(
    storeId: string,
    customerId: string,
  ): Promise<(tx: SqlTransaction) => Promise<ReferenceError | null>>;
  /**
   * Runs a write in the name of whoever calls. A customer's own token may outlive the account, so each of its transactions
   * begins with the check, repetitions of an idempotent call included. Staff and services write without it.
   */
  asCaller<Tx extends SqlTransaction, Result>(
    db: TransactionRunner<Tx>,
    caller: Pick<Scope, 'storeId' | 'customerId'>,
    write: (db: TransactionRunner<Tx>) => Promise<Result>,
  ): Promise<Result | ReferenceError>;
  /** Where a customer stands until the transaction ends; null when unknown. */
  lock(tx: SqlTransaction, storeId: string, customerId: string): Promise<CustomerStatus | null>;
}

const most = 100_000;

/** Concurrent calls about one customer share one query; who is known stays known. */
export function createCustomerReferences<Tx extends SqlTransaction>(
  db: TransactionRunner<Tx>,
  customers: Peer,
): CustomerReferences {
  const known = new Set<string>();
  const running = new Map<string, Promise<void>>();

  async function ensureKnown(storeId: string, id: string): Promise<void> {
    const key = `${storeId}/${id}`;
    if (known.has(key)) return;
    const result =
      running.get(key) ??
      ensureCustomerKnown({ db, customers }, storeId, id).finally(() => running.delete(key));
    running.set(key, result);
    await result;
  }

  async function lock(tx: SqlTransaction, storeId: string, id: string) {
    const status = await lockReference(tx, storeId, id);
    if (known.size >= most) known.clear();
    if (status !== null) known.add(`${storeId}/${id}`);
    return status;
  }

  const check: CustomerReferences['check'] = async (storeId, customerId) => {
    if (!isId(customerId)) return async () => unknownCustomer(customerId);
    const [result] = await Promise.allSettled([ensureKnown(storeId, customerId)]);
    return async (tx) => {
      const status = await lock(tx, storeId, customerId);
      if (status === null && result.status === 'rejected') throw result.reason;
      if (status === null) return unknownCustomer(customerId);
      return status === 'ACTIVE' ? null : customerNotActive(customerId);
    };
  };

  const asCaller: CustomerReferences['asCaller'] = async (
    runner,
    { storeId, customerId },
    write,
  ) => {
    if (customerId === null) return write(runner);
    const refusalIn = await check(storeId, customerId);
    try {
      return await write({
        $transaction: (run) =>
          runner.$transaction(async (tx) => {
            const refusal = await refusalIn(tx);
            if (refusal) throw new Refused(refusal);
            return run(tx);
          }),
      });
    } catch (error) {
      if (error instanceof Refused) return error.refusal;
      throw error;
    }
  };

  return { check, asCaller, lock };
}

/** Rolls the transaction back and carries the reason out of it. */
class Refused extends Error {
  readonly refusal: ReferenceError;
  constructor(refusal: ReferenceError) {
    super(refusal.message);
    this.refusal = refusal;
  }
}
