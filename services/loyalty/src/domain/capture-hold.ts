import { notFound, parseArguments, type Scope } from '@customer-graph/subgraph';
import { z } from 'zod';
import type { Transaction } from '../db/database.ts';
import { hasSource } from '../db/entries.ts';
import { findHold as readHold } from '../db/holds.ts';
import { heldByTheShop, holdNotActive, insufficientPoints, sourceAlreadyUsed } from './failures.ts';
import { points } from './fields.ts';
import { findHold } from './find-hold.ts';
import { mayEnd, type Hold } from './hold.ts';
import { captureHeld } from './ledger/holds.ts';
import type { Account } from './account.ts';
import type { Module } from './module.ts';
import { MovedError, whereverMoved } from './moved.ts';
import { ownerOf } from './owner.ts';
import { postEntry, type PointsEntryResult } from './post-entry.ts';
import { accountToTake } from './write.ts';

const schema = z.object({ points: points.nullish() });

/** Spends held points, all or part of them; the rest becomes available again. */
export async function captureHold(
  module: Module,
  scope: Scope,
  input: { readonly holdId: string; readonly points?: number | null },
  idempotencyKey: string,
): Promise<PointsEntryResult> {
  const parsed = parseArguments(schema, input);
  if (!parsed.ok) return parsed.error;
  const { points } = parsed.value;
  return whereverMoved(() => capture(module, scope, input, points ?? null, idempotencyKey));
}

/** Whether the hold's source has paid already for whoever made the hold. */
const isUsed = async (tx: Transaction, account: Account, { source, actor }: Hold) =>
  source !== null &&
  (await hasSource(tx, account, { types: ['REDEEM'], source, owner: ownerOf(actor) }));

async function capture(
  module: Module,
  scope: Scope,
  input: { readonly holdId: string },
  wanted: number | null,
  idempotencyKey: string,
): Promise<PointsEntryResult> {
  const found = await findHold(module, scope, input.holdId);
  if (!found) return notFound('hold');
  const { hold, customerId } = found;
  if (!mayEnd(scope, hold)) return heldByTheShop();
  const points = wanted ?? hold.points;
  const { storeId, actor } = scope;
  return postEntry(
    module,
    {
      ...{
        storeId,
        actor,
        customerId,
        input: { holdId: input.holdId, points: wanted },
        idempotencyKey,
        operation: 'captureHold',
        signedIn: scope.customerId,
      },
      spends: 0,
      spendsOn: hold.source,
      refusal: () => (points > hold.points ? insufficientPoints(hold.points, points) : null),
      account: async (tx, write) => (await accountToTake(tx, write)) ?? notFound('hold'),
    },
    async (book, tx) => {
      const held = book.holds.find(({ id }) => id === hold.id);
      if (held?.status === 'ACTIVE') {
        if (await isUsed(tx, book.account, held)) return sourceAlreadyUsed(['holdId']);
        return captureHeld(book, held, points);
      }
      const ended = held ?? (await readHold({ prisma: tx }, storeId, hold.id))?.hold;
      if (ended?.status === 'ACTIVE') throw new MovedError();
      return ended ? holdNotActive(ended.status) : notFound('hold');
    },
  );
}
