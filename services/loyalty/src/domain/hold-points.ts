import {
  idempotent,
  parseArguments,
  type IdempotencyKeyReusedError,
  type InvalidInputError,
  type Scope,
} from '@customer-graph/subgraph';
import { z } from 'zod';
import { findHold } from '../db/holds.ts';
import { findOrder } from '../db/order-earnings.ts';
import { inTurnOnOrder } from '../db/spends-for-order.ts';
import type { ReferenceError } from '@customer-graph/customer-references';
import {
  insufficientPoints,
  programNotActive,
  type InsufficientPointsError,
  type ProgramNotActiveError,
} from './failures.ts';
import { points, source } from './fields.ts';
import { pointsHold, type PointsHold } from './hold.ts';
import type { Book } from './ledger/book.ts';
import { endHold, placeHold } from './ledger/holds.ts';
import { isWhollyReturned, orderOf } from './order-share.ts';
import type { Module } from './module.ts';
import { subjectOf } from './subject.ts';
import { accountToTake, inBook, prepareWrite } from './write.ts';

const longest = 604_800;
const schema = z.object({
  customerId: z.string().nullish(),
  points,
  source,
  ttlSeconds: z.int().min(1, 'must be at least 1').max(longest, `must be at most ${longest}`),
});

export type HoldPointsResult =
  | PointsHold
  | InvalidInputError
  | ReferenceError
  | ProgramNotActiveError
  | InsufficientPointsError
  | IdempotencyKeyReusedError;

/** Sets available points aside for a while. */
export async function holdPoints(
  module: Module,
  { storeId, actor, customerId: own }: Scope,
  input: unknown,
  key: string,
): Promise<HoldPointsResult> {
  const parsed = parseArguments(schema, input);
  if (!parsed.ok) return parsed.error;
  const { points, source, ttlSeconds } = parsed.value;
  const customerId = subjectOf(own, parsed.value.customerId, ['customerId']);
  if (typeof customerId !== 'string') return customerId;
  const unwanted = await module.customerReferences.check(storeId, customerId);
  const caller = { storeId, customerId: own };
  const orderId = orderOf(source);
  const writer = inTurnOnOrder(module.db.writerOf(customerId), storeId, orderId);
  return module.customerReferences.asCaller(writer, caller, (db) =>
    idempotent(
      db,
      { storeId, actor, operation: 'holdPoints', key, input: { ...parsed.value, customerId } },
      async (tx): Promise<Exclude<HoldPointsResult, IdempotencyKeyReusedError>> => {
        const write = await prepareWrite(module, tx, { storeId, actor, customerId });
        const expiresAt = new Date(write.now.getTime() + ttlSeconds * 1_000);
        const refused = write.program.active ? await unwanted(tx) : programNotActive();
        if (refused) return refused;
        const account = await accountToTake(tx, write);
        if (!account) return insufficientPoints(0, points);
        const order = orderId === null ? null : await findOrder(tx, storeId, orderId);
        const place = (book: Book) => {
          const hold = placeHold(book, { points, source, expiresAt });
          if ('__typename' in hold) return hold;
          if (order && isWhollyReturned(order)) endHold(book, hold, 'RELEASED');
          return pointsHold(hold);
        };
        const { answer } = await inBook(tx, account, write, place, points);
        return answer;
      },
      {
        idOf: ({ id }) => id,
        read: async (id) => {
          const found = await findHold(module.db, storeId, id);
          if (!found) throw new Error(`hold ${id} of an earlier call is gone`);
          return pointsHold(found.hold);
        },
      },
    ),
  );
}
