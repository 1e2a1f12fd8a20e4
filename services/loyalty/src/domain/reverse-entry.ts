import { customerNotActive } from '@customer-graph/customer-references';
import { isId, notFound, parseArguments, type InvalidInputError } from '@customer-graph/subgraph';
import { z } from 'zod';
import { readAccounts } from './up-to-date.ts';
import type { Transaction } from '../db/database.ts';
import { findEntries } from '../db/entries.ts';
import type { Entry } from './entry.ts';
import { alreadyReversed, insufficientPoints, invalidField } from './failures.ts';
import { points, reason } from './fields.ts';
import type { Book } from './ledger/book.ts';
import { takeable, takeBack } from './ledger/take-back.ts';
import { mergeAccounts } from './merge-accounts.ts';
import type { Module } from './module.ts';
import { MovedError, whereverMoved } from './moved.ts';
import { postEntry, type EntryFailure, type PointsEntryResult } from './post-entry.ts';
import type { Program } from './program.ts';
import { returnSpent } from './return-spent.ts';
import { reversiblePoints } from './reversible.ts';
import { accountToTake } from './write.ts';

const schema = z.object({ points: points.nullish(), reason });

export interface ReverseEntry {
  readonly storeId: string;
  readonly actor: string;
  readonly input: {
    readonly entryId: string;
    readonly points?: number | null;
    readonly reason: string;
  };
  readonly idempotencyKey: string;
}

interface Reversal {
  readonly entry: Entry;
  readonly points: number | null;
  readonly reason: string;
}

/** Writes the opposite of an entry that gave or spent points, wholly or in part. */
export async function reverseEntry(module: Module, call: ReverseEntry): Promise<PointsEntryResult> {
  const parsed = parseArguments(schema, call.input);
  if (!parsed.ok) return parsed.error;
  const { points = null, reason } = parsed.value;
  return whereverMoved(() => reverseOnce(module, call, { points, reason }));
}

async function reverseOnce(
  module: Module,
  { storeId, actor, input, idempotencyKey }: ReverseEntry,
  { points, reason }: Pick<Reversal, 'points' | 'reason'>,
): Promise<PointsEntryResult> {
  const { entryId } = input;
  const everyone = { storeId, reader: null };
  const [entry] = isId(entryId) ? await findEntries(module.db, storeId, [entryId]) : [];
  const [account] = entry ? await readAccounts(module, everyone, 'id', [entry.accountId]) : [];
  if (!entry || !account) return notFound('entry');
  const [heir = account] = account.mergedInto
    ? await readAccounts(module, everyone, 'id', [account.mergedInto])
    : [];
  // Merged itself after it was named as the heir.
  if (heir.id !== account.id && heir.mergedInto) throw new MovedError();
  // Given points lie with the heir by now; spent ones go back to the lots they came from, and then to the heir.
  const { customerId, mergedInto } = entry.points > 0 ? heir : account;
  return postEntry(
    module,
    {
      ...{
        storeId,
        actor,
        customerId,
        input: { entryId, points, reason },
        idempotencyKey,
        operation: 'reverseEntry',
        signedIn: null,
      },
      spends: null,
      refusal: async (_write, tx) =>
        (await module.customerReferences.lock(tx, storeId, heir.customerId)) === 'ERASED'
          ? customerNotActive(heir.customerId)
          : null,
      account: async (tx, write) => {
        const locked = await accountToTake(tx, write);
        if (locked && locked.mergedInto !== mergedInto) throw new MovedError();
        return locked ?? notFound('entry');
      },
      after: async (tx, written) => {
        if (written.id === heir.id) return written;
        const merge = { storeId, from: customerId, to: heir.customerId };
        return (await mergeAccounts(module, tx, merge)) ?? written;
      },
    },
    (book, tx, { program }) => reverse(book, tx, { entry, points, reason }, program),
  );
}

async function reverse(
  book: Book,
  tx: Transaction,
  { entry, points: wanted, reason }: Reversal,
  program: Program,
): Promise<Entry | EntryFailure> {
  const { type } = entry;
  if (type === 'EARN' && entry.reversesId !== null)
    return notReversible('Must be the entry that first gave these points.');
  const given = type === 'EARN' || type === 'ADJUST_UP';
  if (!given && type !== 'REDEEM' && type !== 'ADJUST_DOWN') return notReversible();
  const { reversible } = await reversiblePoints(book, tx, entry);
  const points = wanted ?? reversible;
  if (points === 0 || points > reversible) return alreadyReversed(reversible);
  if (!given) return returnSpent(book, tx, program, { entry, points, reason });
  // A person decides here: only how far debt may go is the programme's matter.
  const most = takeable(
    book,
    entry.id,
    program.returnPolicy === 'ALLOW_DEBT' ? 'ALLOW_DEBT' : 'WITHIN_BALANCE',
  );
  if (points > most) return insufficientPoints(most, points);
  return takeBack(book, entry, points, reason);
}

const notReversible = (
  message = 'Only entries that gave, redeemed or deducted points can be reversed.',
): InvalidInputError => invalidField(['entryId'], 'NOT_REVERSIBLE', message);
