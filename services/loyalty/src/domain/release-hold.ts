import type { ReferenceError } from '@customer-graph/customer-references';
import {
  notFound,
  transactional,
  type InvalidInputError,
  type NotFoundError,
  type Scope,
} from '@customer-graph/subgraph';
import { findHold as readHold } from '../db/holds.ts';
import { heldByTheShop, holdNotActive, type HoldNotActiveError } from './failures.ts';
import { findHold } from './find-hold.ts';
import { mayEnd, pointsHold, type PointsHold } from './hold.ts';
import { endHold } from './ledger/holds.ts';
import type { Module } from './module.ts';
import { MovedError, whereverMoved } from './moved.ts';
import { accountToTake, inBook, prepareWrite } from './write.ts';

type ReleaseHoldResult =
  PointsHold | HoldNotActiveError | InvalidInputError | ReferenceError | NotFoundError;

/** Makes held points available again; releasing a released hold changes nothing. */
export const releaseHold = (module: Module, scope: Scope, id: string): Promise<ReleaseHoldResult> =>
  whereverMoved(() => release(module, scope, id));

async function release(module: Module, scope: Scope, id: string): Promise<ReleaseHoldResult> {
  const found = await findHold(module, scope, id);
  if (!found) return notFound('hold');
  if (!mayEnd(scope, found.hold)) return heldByTheShop();
  const { storeId, actor } = scope;
  const { customerId } = found;
  const writer = module.db.writerOf(customerId);
  return module.customerReferences.asCaller(writer, scope, (db) =>
    transactional(db, async (tx): Promise<ReleaseHoldResult> => {
      const write = await prepareWrite(module, tx, { storeId, actor, customerId });
      const account = await accountToTake(tx, write);
      if (!account) return notFound('hold');
      const { answer } = await inBook(
        tx,
        account,
        write,
        async (book): Promise<ReleaseHoldResult> => {
          const held = book.holds.find((hold) => hold.id === id);
          if (held?.status === 'ACTIVE') {
            endHold(book, held, 'RELEASED');
            return pointsHold(held);
          }
          const ended = held ?? (await readHold({ prisma: tx }, storeId, id))?.hold;
          if (!ended) return notFound('hold');
          if (ended.status === 'ACTIVE') throw new MovedError();
          return ended.status === 'RELEASED' ? pointsHold(ended) : holdNotActive(ended.status);
        },
        0,
      );
      return answer;
    }),
  );
}
