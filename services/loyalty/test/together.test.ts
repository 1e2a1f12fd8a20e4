import { randomUUID } from 'node:crypto';
import { isUnreachable, newId } from '@customer-graph/subgraph';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findProgram } from '../src/db/programs.ts';
import { addPoints } from '../src/domain/add-points.ts';
import { applyCustomerEvent } from '../src/domain/apply-customer-event.ts';
import { applyOrderEvent } from '../src/domain/apply-order-event.ts';
import { captureHold } from '../src/domain/capture-hold.ts';
import { deductPoints } from '../src/domain/deduct-points.ts';
import { holdPoints } from '../src/domain/hold-points.ts';
import type { Module } from '../src/domain/module.ts';
import { ProgramChangedError } from '../src/domain/program.ts';
import { redeemPoints } from '../src/domain/redeem-points.ts';
import { releaseHold } from '../src/domain/release-hold.ts';
import { reverseEntry } from '../src/domain/reverse-entry.ts';
import { runDay } from '../src/domain/run-day.ts';
import { updateLoyaltyProgram } from '../src/domain/update-loyalty-program.ts';
import { createModule } from '../src/module.ts';
import { orderEvent } from './orders-service.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

const clock = { now: new Date('2030-03-25T10:00:00Z') };
let loyalty: LoyaltyUnderTest;
let other: Awaited<ReturnType<typeof createModule>>;
beforeAll(async () => {
  loyalty = await startLoyalty({ clock: () => clock.now });
  await loyalty.sql(`UPDATE programs SET pending_days = 3, expiry_days = 10, return_policy = 'ALLOW_DEBT',
    downgrade_grace_days = 0, tier_window_days = 5`);
  other = await createModule(loyalty.config, pino({ level: 'silent' }), () => clock.now);
});
afterAll(async () => {
  await other.close();
  await loyalty.stop();
});

const count = 4;
const of = (...names: string[]) => fc.constantFrom(...names);
const step = fc.record({
  do: fc.oneof(
    { weight: 5, arbitrary: of('earn', 'earn', 'order') },
    { weight: 6, arbitrary: of('redeem', 'deduct', 'hold', 'capture', 'release', 'reverse') },
    { weight: 3, arbitrary: of('refund', 'merge', 'run') },
    { weight: 1, arbitrary: of('erase', 'tiers') },
  ),
  points: fc.integer({ min: 1, max: 900 }),
  who: fc.nat({ max: count - 1 }),
  which: fc.nat({ max: 30 }),
});
type Step = typeof step extends fc.Arbitrary<infer Each> ? Each : never;
const scenario = fc.array(fc.array(step, { minLength: 2, maxLength: 8 }), {
  minLength: 2,
  maxLength: 7,
});

/** What has been made so far, for later steps to use. */
interface Known {
  readonly customers: string[];
  readonly entries: string[];
  readonly holds: string[];
  readonly orders: {
    readonly id: string;
    customerId: string;
    total: number;
    refunded: number;
    version: number;
  }[];
}
const pick = <Item>(items: readonly Item[], which: number) =>
  items[which % Math.max(items.length, 1)];

async function tellCustomer(
  module: Module,
  id: string,
  state: { status: string; mergedInto: string | null },
) {
  const customer = loyalty.customers.known.get(id);
  if (!customer) return;
  Object.assign(customer, state, { version: customer.version + 1 });
  const { status, mergedInto, version } = customer;
  const payload = { status, mergedInto, version, requestId: null };
  const type = status === 'ERASED' ? 'customer.erased' : 'customer.merged';
  await apply(applyCustomerEvent(module), module, { type, subject: id, payload });
}

const tellOrder = (
  module: Module,
  { id, customerId, total, refunded, version }: Known['orders'][number],
) =>
  apply(
    applyOrderEvent(module),
    module,
    orderEvent(id, { customerId, total, paid: total, refunded, version }),
  );

/** As the feed does it: in a transaction, again when the database has chosen this one to give way. */
async function apply(
  applier: ReturnType<typeof applyOrderEvent>,
  module: Module,
  event: { type: string; subject: string; payload: Readonly<Record<string, unknown>> },
) {
  const told = {
    id: newId(),
    cursor: '1-1',
    version: 1,
    storeId: 'demo',
    occurredAt: '2030-01-01T00:00:00Z',
    ...event,
  };
  for (;;) {
    try {
      return await module.db.prisma.$transaction((tx) => applier(tx, told));
    } catch (error) {
      if (!isUnreachable(error) && !(error instanceof ProgramChangedError)) throw error;
    }
  }
}

async function perform(
  module: Module,
  known: Known,
  { do: action, points, who, which }: Step,
): Promise<void> {
  const customerId = known.customers[who] ?? '';
  const scope = { storeId: 'demo', actor: 'staff:sam', customerId: null };
  const key = randomUUID();
  const staff = { ...scope, idempotencyKey: key };
  const input = { customerId, points, reason: 'Together', pending: which % 3 === 0 };
  const note = (answer: {
    __typename: string;
    id?: string;
    status?: string;
    entry?: { id: string };
  }) => {
    if (answer.__typename === 'HoldNotActiveError' && answer.status === 'ACTIVE')
      throw new Error('an active hold is said to have ended');
    if (answer.__typename === 'PointsHold' && answer.id) known.holds.push(answer.id);
    if (answer.entry) known.entries.push(answer.entry.id);
  };
  if (action === 'earn') note(await addPoints(module, { ...staff, input }));
  if (action === 'deduct') note(await deductPoints(module, { ...staff, input }));
  if (action === 'redeem') note(await redeemPoints(module, scope, input, key));
  if (action === 'hold')
    note(await holdPoints(module, scope, { customerId, points, ttlSeconds: 86_400 }, key));
  const hold = pick(known.holds, which);
  if (action === 'capture' && hold) note(await captureHold(module, scope, { holdId: hold }, key));
  if (action === 'release' && hold) note(await releaseHold(module, scope, hold));
  const entry = pick(known.entries, which);
  if (action === 'reverse' && entry)
    note(
      await reverseEntry(module, {
        ...staff,
        input: { entryId: entry, reason: 'No', points: which % 2 ? points : null },
      }),
    );
  if (action === 'order') {
    const order = { id: newId(), customerId, total: points * 100, refunded: 0, version: 1 };
    await tellOrder(module, order);
    known.orders.push(order);
  }
  const order = pick(known.orders, which);
  if (action === 'refund' && order) {
    order.refunded = Math.min(order.total, order.refunded + points * 50);
    order.version += 1;
    await tellOrder(module, { ...order });
  }
  const active = known.customers.filter(
    (id) => loyalty.customers.known.get(id)?.status === 'ACTIVE',
  );
  const heir = pick(
    active.filter((id) => id !== customerId),
    which,
  );
  if (action === 'merge' && heir && active.includes(customerId))
    await tellCustomer(module, customerId, { status: 'MERGED', mergedInto: heir });
  if (action === 'erase' && active.includes(customerId))
    await tellCustomer(module, customerId, { status: 'ERASED', mergedInto: null });
  if (action === 'run') {
    clock.now = new Date(clock.now.getTime() + (which % 6) * 43_200_000);
    // A run that meets new tiers is repeated a minute later.
    await runDay(module, 'demo', clock.now).catch((error: unknown) => {
      if (!(error instanceof ProgramChangedError)) throw error;
    });
  }
  if (action === 'tiers') {
    const tier = (tierKey: string, minQualifyingPoints: number) => ({
      key: `${tierKey}${which}`,
      name: tierKey,
      minQualifyingPoints,
      earnMultiplierPercent: 100,
    });
    const { version } = await findProgram(module.db.prisma, 'demo');
    await updateLoyaltyProgram(
      module,
      'demo',
      { tiers: [tier('low', 0), tier('high', 500)] },
      version,
    );
  }
}

it('adds up whatever happens at once on two instances, merges, erasures and orders included, and fails nobody', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (rounds) => {
      const known: Known = { customers: [], entries: [], holds: [], orders: [] };
      for (let index = 0; index < count; index += 1) {
        const { id } = await loyalty.addCustomer();
        known.customers.push(id);
        const call = { storeId: 'demo', actor: 'staff:sam', idempotencyKey: randomUUID() };
        await addPoints(loyalty.module, {
          ...call,
          input: { customerId: id, points: 300, reason: 'Start' },
        });
      }
      for (const steps of rounds) {
        const done = await Promise.allSettled(
          steps.map((each, index) =>
            perform(index % 2 ? other.module : loyalty.module, known, each),
          ),
        );
        const failed = done.filter((each) => each.status === 'rejected');
        for (const { reason } of failed) if (!isUnreachable(reason)) throw reason;
        expect(await loyalty.differences()).toEqual([]);
        const [sums] = await loyalty.sql(
          `SELECT sum(available + pending + held - debt)::int AS balances,
             (SELECT sum(points)::int FROM entries) AS entries,
             (SELECT sum(remaining)::int FROM lots) - sum(debt)::int AS lots FROM accounts`,
        );
        expect(sums).toEqual({
          balances: sums?.entries,
          entries: sums?.entries,
          lots: sums?.entries,
        });
      }
    }),
    { numRuns: 15, endOnFailure: true },
  );
}, 180_000);
