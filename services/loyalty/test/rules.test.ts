import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDay } from '../src/domain/run-day.ts';
import { actions } from './actions.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
const clock = { now: new Date('2030-01-01T12:00:00Z') };
const wait = (days: number) => {
  clock.now = new Date(clock.now.getTime() + days * 86_400_000);
};
const run = () => runDay(loyalty.module, 'demo', clock.now);
beforeAll(async () => {
  loyalty = await startLoyalty({ clock: () => clock.now });
});
afterAll(async () => {
  expect(await loyalty.differences()).toEqual([]);
  await loyalty.stop();
});

async function customerWith(points: number, more: object = {}) {
  const toolbox = actions(loyalty);
  const { id } = await loyalty.addCustomer();
  const { entry } = await toolbox.add(id, points, more);
  return { ...toolbox, id, first: entry?.id ?? '' };
}
const soon = () => new Date(clock.now.getTime() + 5 * 86_400_000).toISOString();

describe('spending', () => {
  it('takes what expires first, then what was given first', async () => {
    const { id, add, redeem, first } = await customerWith(50);
    const sooner = await add(id, 30, { expiresAt: soon() });
    const { entry } = await redeem(id, 40);
    expect(entry?.allocations).toEqual([
      { lotEntryId: sooner.entry?.id, points: 30 },
      { lotEntryId: first, points: 10 },
    ]);
  });

  it('refuses more than is available and says how much is', async () => {
    const { id, redeem, act } = await customerWith(50);
    const refusal = { __typename: 'InsufficientPointsError', available: 50, requested: 51 };
    expect(await redeem(id, 51)).toMatchObject(refusal);
    const input = { customerId: id, points: 51, reason: 'Wrong' };
    expect(await act('deductPoints', { input })).toMatchObject(refusal);
  });

  it('lets points that have expired go even when the scheduler has not run', async () => {
    const { id, redeem } = await customerWith(50, { expiresAt: soon() });
    wait(6);
    expect(await redeem(id, 1)).toMatchObject({ available: 0 });
  });

  it('does not pay for one source twice', async () => {
    const { id, add, balanceOf } = await customerWith(50);
    const source = { type: 'order', id: '1' };
    await add(id, 10, { source });
    const again = await add(id, 10, { source });
    expect(again.fieldErrors).toEqual([{ path: ['input', 'source'], code: 'SOURCE_ALREADY_USED' }]);
    const other = await add(id, 10, { source, countsForTier: false });
    expect(other.fieldErrors).toEqual([{ path: ['input', 'source'], code: 'SOURCE_ALREADY_USED' }]);
    expect(await balanceOf(id)).toMatchObject({ available: 60 });
  });
});

describe('a reversal', () => {
  it('gives spent points back to their lots with their old expiry, whole or in part', async () => {
    const { id, act, redeem, balanceOf, first } = await customerWith(50, { expiresAt: soon() });
    const spent = await redeem(id, 40);
    const back = { entryId: spent.entry?.id, reason: 'Returned' };
    expect(await act('reverseEntry', { ...back, points: 15 })).toMatchObject({
      entry: {
        type: 'REVERSE_REDEEM',
        points: 15,
        allocations: [{ lotEntryId: first, points: 15 }],
      },
    });
    expect(await act('reverseEntry', { ...back, points: 26 })).toMatchObject({
      __typename: 'AlreadyReversedError',
      reversible: 25,
    });
    await act('reverseEntry', back);
    expect(await act('reverseEntry', back)).toMatchObject({ reversible: 0 });
    expect(await balanceOf(id)).toMatchObject({ available: 50, lifetimeRedeemed: 0 });
    wait(6);
    await run();
    expect(await balanceOf(id)).toMatchObject({ available: 0, lifetimeExpired: 50 });
  });

  it('takes given points back from their lot and then from the others, never below zero', async () => {
    const { id, act, add, redeem, balanceOf, first } = await customerWith(50);
    await add(id, 20);
    await redeem(id, 40);
    expect(await act('reverseEntry', { entryId: first, reason: 'Mistake' })).toMatchObject({
      __typename: 'InsufficientPointsError',
      available: 30,
      requested: 50,
    });
    await act('reverseEntry', { entryId: first, points: 25, reason: 'Mistake' });
    expect(await balanceOf(id)).toMatchObject({ available: 5, debt: 0, lifetimeEarned: 45 });
  });

  it('leaves a debt where the programme allows it, which later earnings pay first', async () => {
    const { id, act, add, redeem, balanceOf, first } = await customerWith(50);
    await redeem(id, 50);
    await loyalty.sql(`UPDATE programs SET return_policy = 'ALLOW_DEBT' WHERE store_id = 'demo'`);
    await act('reverseEntry', { entryId: first, reason: 'Returned' });
    await loyalty.sql(
      `UPDATE programs SET return_policy = 'WITHIN_BALANCE' WHERE store_id = 'demo'`,
    );
    expect(await balanceOf(id)).toMatchObject({ available: 0, debt: 50 });
    await add(id, 30);
    expect(await balanceOf(id)).toMatchObject({ available: 0, debt: 20 });
    await add(id, 30);
    expect(await balanceOf(id)).toMatchObject({ available: 10, debt: 0 });
  });

  it('does not take back what has expired, and does not reverse reversals', async () => {
    const { act, first } = await customerWith(50, { expiresAt: soon() });
    const { entry } = await act('reverseEntry', { entryId: first, points: 10, reason: 'Part' });
    const again = await act('reverseEntry', { entryId: entry?.id, reason: 'Again' });
    expect(again.fieldErrors).toEqual([{ path: ['entryId'], code: 'NOT_REVERSIBLE' }]);
    wait(6);
    const late = await act('reverseEntry', { entryId: first, reason: 'Late' });
    expect(late).toMatchObject({ __typename: 'AlreadyReversedError', reversible: 0 });
  });
});

describe('a hold', () => {
  it('sets points aside, is captured in part, and gives the rest back', async () => {
    const { id, act, redeem, balanceOf } = await customerWith(50);
    const hold = await act('holdPoints', { customerId: id, points: 40 });
    expect(await redeem(id, 11)).toMatchObject({ available: 10 });
    expect(await balanceOf(id)).toMatchObject({ available: 10, held: 40 });
    expect(await act('captureHold', { holdId: hold.id, points: 41 })).toMatchObject({
      available: 40,
    });
    const captured = await act('captureHold', { holdId: hold.id, points: 25 });
    expect(captured).toMatchObject({ entry: { type: 'REDEEM', points: -25 } });
    expect(await balanceOf(id)).toMatchObject({ available: 25, held: 0, lifetimeRedeemed: 25 });
    expect(await act('releaseHold', { holdId: hold.id })).toMatchObject({ status: 'CAPTURED' });
  });

  it('says of a hold with a source that it was captured already, and pays for a source once', async () => {
    const { id, act } = await customerWith(50);
    const call = { customerId: id, points: 20, source: { type: 'cart', id: '1' } };
    const [first, second] = [await act('holdPoints', call), await act('holdPoints', call)];
    await act('captureHold', { holdId: first.id });
    expect(await act('captureHold', { holdId: first.id })).toMatchObject({
      __typename: 'HoldNotActiveError',
      status: 'CAPTURED',
    });
    expect(await act('captureHold', { holdId: second.id })).toMatchObject({
      fieldErrors: [{ path: ['holdId'], code: 'SOURCE_ALREADY_USED' }],
    });
  });

  it('lapses, and then can be neither captured nor released', async () => {
    const { id, act, balanceOf } = await customerWith(50);
    const hold = await act('holdPoints', { customerId: id, points: 40, ttlSeconds: 60 });
    wait(1);
    const ended = { __typename: 'HoldNotActiveError', status: 'EXPIRED' };
    expect(await act('captureHold', { holdId: hold.id })).toMatchObject(ended);
    await run();
    expect(await act('releaseHold', { holdId: hold.id })).toMatchObject(ended);
    expect(await balanceOf(id)).toMatchObject({ available: 50, held: 0 });
  });

  it('keeps its lots from expiring, which they do when it is released', async () => {
    const { id, act, balanceOf } = await customerWith(50, { expiresAt: soon() });
    const hold = await act('holdPoints', { customerId: id, points: 40, ttlSeconds: 604_800 });
    wait(6);
    await run();
    expect(await balanceOf(id)).toMatchObject({ available: 0, held: 40, lifetimeExpired: 10 });
    expect(await act('releaseHold', { holdId: hold.id })).toMatchObject({ status: 'RELEASED' });
    expect(await act('releaseHold', { holdId: hold.id })).toMatchObject({ status: 'RELEASED' });
    expect(await balanceOf(id)).toMatchObject({ available: 0, held: 0, lifetimeExpired: 50 });
  });
});

it('makes pending points available after the full days of waiting, at midnight of the time zone', async () => {
  const { id, balanceOf } = await customerWith(50, { pending: true });
  expect(await balanceOf(id)).toMatchObject({ available: 0, pending: 50 });
  wait(14);
  await run();
  expect(await balanceOf(id)).toMatchObject({ available: 0, pending: 50 });
  wait(1);
  await run();
  expect(await balanceOf(id)).toMatchObject({ available: 50, pending: 0 });
});

it('ends the schedule although points were taken back while they waited', async () => {
  const { act, first } = await customerWith(50, { pending: true });
  await act('reverseEntry', { entryId: first, reason: 'Returned' });
  wait(20);
  await run();
  expect(await run()).toMatchObject({ settled: 0 });
});
