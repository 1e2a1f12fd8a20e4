import { parseInput } from '@customer-graph/subgraph';
import { z } from 'zod';
import type { StaffCall } from './add-points.ts';
import { insufficientPoints } from './failures.ts';
import { points, reason } from './fields.ts';
import { spend } from './ledger/spend.ts';
import type { Module } from './module.ts';
import { postEntry, type PointsEntryResult } from './post-entry.ts';
import { accountToTake } from './write.ts';

const schema = z.object({ customerId: z.string(), points, reason });

/** Takes points away as a correction; works while the programme is not active, too. */
export async function deductPoints(module: Module, call: StaffCall): Promise<PointsEntryResult> {
  const parsed = parseInput(schema, call.input);
  if (!parsed.ok) return parsed.error;
  const { customerId, points, reason } = parsed.value;
  const unwanted = await module.customerReferences.check(call.storeId, customerId);
  return postEntry(
    module,
    {
      ...call,
      signedIn: null,
      input: parsed.value,
      customerId,
      operation: 'deductPoints',
      spends: points,
      refusal: (_write, tx) => unwanted(tx),
      account: async (tx, write) =>
        (await accountToTake(tx, write)) ?? insufficientPoints(0, points),
    },
    (book) => spend(book, { type: 'ADJUST_DOWN', points, reason, source: null }),
  );
}
