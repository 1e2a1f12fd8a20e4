import { parseInput, type Scope } from '@customer-graph/subgraph';
import { z } from 'zod';
import { insufficientPoints, programNotActive } from './failures.ts';
import { points, reason, source } from './fields.ts';
import { spend } from './ledger/spend.ts';
import type { Module } from './module.ts';
import { postEntry, type PointsEntryResult } from './post-entry.ts';
import { subjectOf } from './subject.ts';
import { accountToTake } from './write.ts';

const schema = z.object({ customerId: z.string().nullish(), points, reason, source });

/** Spends available points. */
export async function redeemPoints(
  module: Module,
  { storeId, actor, customerId: own }: Scope,
  input: unknown,
  idempotencyKey: string,
): Promise<PointsEntryResult> {
  const parsed = parseInput(schema, input);
  if (!parsed.ok) return parsed.error;
  const { points, reason, source } = parsed.value;
  const customerId = subjectOf(own, parsed.value.customerId, ['input', 'customerId']);
  if (typeof customerId !== 'string') return customerId;
  const unwanted = await module.customerReferences.check(storeId, customerId);
  return postEntry(
    module,
    {
      storeId,
      actor,
      customerId,
      operation: 'redeemPoints',
      idempotencyKey,
      input: { ...parsed.value, customerId },
      signedIn: own,
      spends: points,
      spendsOn: source,
      once: { types: ['REDEEM'], source, path: ['input', 'source'] },
      refusal: ({ program }, tx) => (program.active ? unwanted(tx) : programNotActive()),
      account: async (tx, write) =>
        (await accountToTake(tx, write)) ?? insufficientPoints(0, points),
    },
    (book) => spend(book, { type: 'REDEEM', points, reason, source }),
  );
}
