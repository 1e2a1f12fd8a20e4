import { parseInput } from '@customer-graph/subgraph';
import { z } from 'zod';
import { lotTimes } from './earning.ts';
import { gifts } from './entry.ts';
import { invalidField, programNotActive } from './failures.ts';
import { moment, points, reason, source } from './fields.ts';
import { give } from './ledger/give.ts';
import type { Module } from './module.ts';
import { postEntry, type PointsEntryResult } from './post-entry.ts';
import { accountToGive } from './write.ts';

const schema = z.object({
  customerId: z.string(),
  points,
  reason,
  source,
  expiresAt: moment.nullish(),
  pending: z
    .boolean()
    .nullish()
    .transform((pending) => pending ?? false),
  countsForTier: z
    .boolean()
    .nullish()
    .transform((counts) => counts ?? true),
});

/** A mutation by staff or a service. */
export interface StaffCall {
  readonly storeId: string;
  readonly actor: string;
  readonly input: unknown;
  readonly idempotencyKey: string;
}

/** Gives points, which opens the customer's account. */
export async function addPoints(module: Module, call: StaffCall): Promise<PointsEntryResult> {
  const parsed = parseInput(schema, call.input);
  if (!parsed.ok) return parsed.error;
  const { customerId, points, reason, source, expiresAt, pending, countsForTier } = parsed.value;
  const unwanted = await module.customerReferences.check(call.storeId, customerId);
  const type = countsForTier ? 'EARN' : 'ADJUST_UP';
  return postEntry(
    module,
    {
      ...call,
      signedIn: null,
      input: parsed.value,
      customerId,
      operation: 'addPoints',
      spends: 0,
      once: { types: gifts, source, path: ['input', 'source'] },
      refusal: ({ program }, tx) => (program.active ? unwanted(tx) : programNotActive()),
      account: accountToGive,
    },
    (book, _tx, { program, now }) => {
      const times = lotTimes(program, now, pending);
      const ends = expiresAt ?? times.expiresAt;
      if (ends && ends <= times.availableAt)
        return invalidField(
          ['input', 'expiresAt'],
          'TOO_EARLY',
          'Must be after the time from which the points can be redeemed.',
        );
      return give(book, { type, points, reason, source, ...times, expiresAt: ends });
    },
  );
}
