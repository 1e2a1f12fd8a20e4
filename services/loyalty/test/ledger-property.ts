import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { findProgram } from '../src/db/programs.ts';
import { addPoints } from '../src/domain/add-points.ts';
import { captureHold } from '../src/domain/capture-hold.ts';
import { deductPoints } from '../src/domain/deduct-points.ts';
import { holdPoints } from '../src/domain/hold-points.ts';
import type { Module } from '../src/domain/module.ts';
import { redeemPoints } from '../src/domain/redeem-points.ts';
import { releaseHold } from '../src/domain/release-hold.ts';
import { reverseEntry } from '../src/domain/reverse-entry.ts';
import { runDay } from '../src/domain/run-day.ts';
import { settleDue } from '../src/domain/settle-due.ts';
import { findDifferences } from '../src/db/reconcile.ts';
import type { LoyaltyUnderTest } from './start.ts';

const points = fc.integer({ min: 1, max: 120 });
const which = fc.nat({ max: 30 });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('earn'), points, pending: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('redeem', 'deduct', 'hold'), points }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('capture', 'reverse'), points, which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release'), which }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('wait', 'run'), days: fc.nat({ max: 9 }) }),
  },
);
interface Step {
  readonly do: string;
  readonly points?: number;
  readonly pending?: boolean;
  readonly which?: number;
  readonly days?: number;
}
/** Steps one after another; those of an inner list at once; `twice` sends each with the same key again beside it. */
const scenario = fc.array(
  fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 4 }), twice: fc.boolean() }),
  { minLength: 1, maxLength: 8 },
);

const day = 86_400_000;

/** Whatever happens to an account, in whatever order and at once: it adds up. */
export function ledgerAddsUp(loyalty: LoyaltyUnderTest, clock: { now: Date }) {
  const { module } = loyalty;
  return fc.asyncProperty(scenario, async (rounds) => {
    const { id: customerId } = await loyalty.addCustomer();
    const known = { entries: [] as string[], holds: [] as string[] };
    for (const { steps, twice } of rounds) {
      const calls = steps.flatMap((each) => {
        const key = randomUUID();
        return [each, ...(twice ? [each] : [])].map(() =>
          perform(module, clock, { customerId, key, known }, each),
        );
      });
      await Promise.all(calls);
      await expectToAddUp(module, loyalty, customerId);
    }
  });
}

interface Subject {
  readonly customerId: string;
  readonly key: string;
  readonly known: { readonly entries: string[]; readonly holds: string[] };
}

async function perform(
  module: Module,
  clock: { now: Date },
  { customerId, key, known }: Subject,
  { do: action, points = 1, pending = false, which = 0, days = 0 }: Step,
): Promise<void> {
  const staff = { storeId: 'demo', actor: 'staff:sam', idempotencyKey: key };
  const scope = { storeId: 'demo', actor: `customer:${customerId}`, customerId };
  const input = { customerId, points, reason: 'Property', pending };
  const pick = (ids: readonly string[]) => ids[which % Math.max(ids.length, 1)];
  const note = (answer: { __typename: string; id?: string; entry?: { id: string } }) => {
    if (answer.__typename === 'PointsHold' && answer.id) known.holds.push(answer.id);
    if (answer.entry) known.entries.push(answer.entry.id);
  };
  if (action === 'earn') note(await addPoints(module, { ...staff, input }));
  if (action === 'deduct') note(await deductPoints(module, { ...staff, input }));
  if (action === 'redeem') note(await redeemPoints(module, scope, input, key));
  if (action === 'hold')
    note(await holdPoints(module, scope, { points, ttlSeconds: 3 * 86_400 }, key));
  const hold = pick(known.holds);
  if (action === 'capture' && hold)
    note(await captureHold(module, scope, { holdId: hold, points }, key));
  if (action === 'release' && hold) await releaseHold(module, scope, hold);
  const entry = pick(known.entries);
  if (action === 'reverse' && entry)
    note(await reverseEntry(module, { ...staff, input: { entryId: entry, points, reason: 'No' } }));
  if (action === 'wait') clock.now = new Date(clock.now.getTime() + days * day);
  if (action === 'run') {
    clock.now = new Date(clock.now.getTime() + days * day);
    await runDay(module, 'demo', clock.now);
    await settleDue(module, await findProgram(module.db.prisma, 'demo'), clock.now);
  }
}

async function expectToAddUp(
  module: Module,
  { sql }: LoyaltyUnderTest,
  customerId: string,
): Promise<void> {
  const { differences } = await findDifferences(module.db);
  const [sums] = await sql<Record<string, string>>(
    `SELECT available + pending + held - debt AS balance, least(available, pending, held, debt) AS least,
       (SELECT coalesce(sum(points), 0) FROM entries WHERE account_id = a.id) AS entries,
       (SELECT coalesce(sum(remaining), 0) FROM lots WHERE account_id = a.id) - debt AS lots
     FROM accounts a WHERE customer_id = $1`,
    [customerId],
  );
  const adds = !sums || (sums.balance === sums.entries && sums.balance === sums.lots);
  if (differences.length > 0 || !adds || Number(sums?.least ?? 0) < 0)
    throw new Error(`does not add up: ${JSON.stringify({ differences, sums })}`);
}
