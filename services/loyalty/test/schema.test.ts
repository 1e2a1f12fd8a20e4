import { fileURLToPath } from 'node:url';
import { keysNotByStore, schemaDrift } from '@customer-graph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrations } from '../src/migrations.ts';
import { actions } from './actions.ts';
import { startLoyalty, type LoyaltyUnderTest } from './start.ts';

let loyalty: LoyaltyUnderTest;
beforeAll(async () => {
  loyalty = await startLoyalty();
});
afterAll(() => loyalty.stop());

const schemaFile = new URL('../prisma/schema.prisma', import.meta.url);

it('has migrations that agree with the Prisma schema', async () => {
  const { databaseUrl } = loyalty;
  const { packageMigrations } = migrations;
  const schemaPath = fileURLToPath(schemaFile);
  expect(await schemaDrift({ databaseUrl, schemaPath, packageMigrations })).toBe('');
});

it('begins every key and index with the store, but for those that say why not', async () => {
  expect(await keysNotByStore(loyalty.databaseUrl)).toEqual([]);
});

it('adds and redeems points and shows them on the customer', async () => {
  const { add, redeem, balanceOf } = actions(loyalty);
  const { id } = await loyalty.addCustomer();
  expect(await balanceOf(id)).toBeNull();
  expect(await add(id, 100)).toMatchObject({
    __typename: 'PointsEntryPayload',
    entry: { type: 'EARN', points: 100, balanceAfter: 100, actor: 'staff:sam' },
  });
  expect(await redeem(id, 30)).toMatchObject({ entry: { type: 'REDEEM', points: -30 } });
  expect(await balanceOf(id)).toMatchObject({ available: 70, lifetimeRedeemed: 30 });
  expect(await loyalty.differences()).toEqual([]);
});
