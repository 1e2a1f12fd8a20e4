import { fileURLToPath } from 'node:url';
import { migrate } from '@customer-graph/subgraph';
import { createTestDatabase, keysNotByStore, schemaDrift } from '@customer-graph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrations } from '../src/migrations.ts';

const schemaPath = fileURLToPath(new URL('../prisma/schema.prisma', import.meta.url));
let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  const prepare = (databaseUrl: string) => migrate({ databaseUrl, ...migrations });
  database = await createTestDatabase({ template: 'orders_tables', prepare });
});
afterAll(() => database.drop());

it('has migrations that build what the Prisma schema describes', async () => {
  const { packageMigrations } = migrations;
  const databaseUrl = database.url;
  expect(await schemaDrift({ databaseUrl, schemaPath, packageMigrations })).toBe('');
});

it('begins every key and index with the store, but for those that say why not', async () => {
  expect(await keysNotByStore(database.url)).toEqual([]);
});
