import type { ReferenceError } from '@customer-graph/customer-references';
import {
  idempotent,
  isSuccess,
  type IdempotencyKeyReusedError,
  type InvalidInputError,
  type NotFoundError,
} from '@customer-graph/subgraph';
import { readAccounts } from './up-to-date.ts';
import type { Transaction } from '../db/database.ts';
import { findEntries, hasSource } from '../db/entries.ts';
import { inTurnOnOrder } from '../db/spends-for-order.ts';
import type { Account, PointsEntryPayload } from './account.ts';
import type { Entry, EntrySource, EntryType } from './entry.ts';
import {
  sourceAlreadyUsed,
  type AlreadyReversedError,
  type HoldNotActiveError,
  type InsufficientPointsError,
  type ProgramNotActiveError,
} from './failures.ts';
import type { Book } from './ledger/book.ts';
import type { Module } from './module.ts';
import { ownerOf } from './owner.ts';
import { orderOf } from './order-share.ts';
import { returnSpentNow } from './return-spends.ts';
import { inBook, prepareWrite, type Write, type WriteScope } from './write.ts';

export type EntryFailure =
  | InvalidInputError
  | NotFoundError
  | ReferenceError
  | ProgramNotActiveError
  | InsufficientPointsError
  | AlreadyReversedError
  | HoldNotActiveError;
export type PointsEntryResult = PointsEntryPayload | EntryFailure | IdempotencyKeyReusedError;

/** A source that pays only once for whoever names it. */
interface Once {
  readonly types: readonly EntryType[];
  readonly source: EntrySource | null;
  readonly path: string[];
}

/** A mutation that writes one entry of its own. */
export interface EntryCall extends WriteScope {
  /** The mutation's name. */
  readonly operation: string;
  readonly idempotencyKey: string;
  readonly input: unknown;
  /** The customer whose token writes; null for staff and services. */
  readonly signedIn: string | null;
  /** What the entry pays for, if it may do so only once. */
  readonly once?: Once;
  /** What the entry spends points on: they come back as far as an order was returned before. */
  readonly spendsOn?: EntrySource | null;
  /** The most points it takes from lots, in spending order or from a hold's; null when it looks at other lots. */
  readonly spends: number | null;
  /** A reason to refuse the call that is not in the book. Called before the account is locked. */
  readonly refusal: (
    write: Write,
    tx: Transaction,
  ) => Promise<EntryFailure | null> | EntryFailure | null;
  /** Locks the account. */
  readonly account: (tx: Transaction, write: Write) => Promise<Account | EntryFailure>;
  /** What follows from the entry in the same transaction. @returns the account after it */
  readonly after?: (tx: Transaction, account: Account) => Promise<Account>;
}

/** Writes an entry at most once per idempotency key. */
export async function postEntry(
  module: Module,
  call: EntryCall,
  work: (
    book: Book,
    tx: Transaction,
    write: Write,
  ) => Promise<Entry | EntryFailure> | Entry | EntryFailure,
): Promise<PointsEntryResult> {
  const { storeId, customerId, actor, operation, idempotencyKey: key, input } = call;
  const caller = { storeId, customerId: call.signedIn };
  const orderId = orderOf(call.spendsOn ?? null);
  const writer = inTurnOnOrder(module.db.writerOf(customerId), storeId, orderId);
  return module.customerReferences.asCaller(writer, caller, (db) =>
    idempotent(
      db,
      { storeId, actor, operation, key, input },
      async (tx): Promise<PointsEntryPayload | EntryFailure> => {
        const write = await prepareWrite(module, tx, call);
        const refused = await call.refusal(write, tx);
        if (refused) return refused;
        const account = await call.account(tx, write);
        if ('__typename' in account) return account;
        if (call.once && (await isUsed(tx, account, call.once, actor)))
          return sourceAlreadyUsed(call.once.path);
        const inOneBook = async (book: Book) => {
          const entry = await work(book, tx, write);
          return '__typename' in entry ? entry : { __typename: 'Written' as const, entry };
        };
        const done = await inBook(tx, account, write, inOneBook, call.spends);
        if (!isSuccess(done.answer)) return done.answer;
        const { entry } = done.answer;
        const source = call.spendsOn ?? null;
        const kept = await returnSpentNow(tx, write, done.account, { entry, source });
        return payload(entry, call.after ? await call.after(tx, kept) : kept);
      },
      { idOf: ({ entry }) => entry.id, read: (id) => readPayload(module, storeId, id) },
    ),
  );
}

const isUsed = async (tx: Transaction, account: Account, { types, source }: Once, actor: string) =>
  source !== null && (await hasSource(tx, account, { types, source, owner: ownerOf(actor) }));

const payload = (entry: Entry, account: Account): PointsEntryPayload => ({
  __typename: 'PointsEntryPayload',
  entry,
  account,
});

async function readPayload(
  module: Module,
  storeId: string,
  id: string,
): Promise<PointsEntryPayload> {
  const [entry] = await findEntries(module.db, storeId, [id]);
  const everyone = { storeId, reader: null };
  const [account] = entry ? await readAccounts(module, everyone, 'id', [entry.accountId]) : [];
  if (!entry || !account) throw new Error(`the outcome ${id} of an earlier call is gone`);
  return payload(entry, account);
}
