import { fileURLToPath } from 'node:url';
import { keysNotByStore, schemaDrift } from '@customer-graph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrations } from '../src/migrations.ts';
import { startCustomers, type CustomersUnderTest } from './start.ts';

let customers: CustomersUnderTest;
beforeAll(async () => {
  customers = await startCustomers();
});
afterAll(() => customers.stop());

const root = fileURLToPath(new URL('..', import.meta.url));

it('has migrations that make what the Prisma schema says', async () => {
  const { databaseUrl } = customers;
  const { packageMigrations } = migrations;
  const schemaPath = `${root}prisma/schema.prisma`;
  expect(await schemaDrift({ databaseUrl, schemaPath, packageMigrations })).toBe('');
});

it('begins every key and index with the store, but for those that say why not', async () => {
  expect(await keysNotByStore(customers.databaseUrl)).toEqual([]);
});

it.each([
  ['a password that is not hashed', `password_hash = 'secret'`],
  ['consent without an origin', `marketing_consent = true`],
  ['an erased customer with a name', `status = 'ERASED', email = NULL, email_normal = NULL`],
  ['a living customer without an address', `email = NULL, email_normal = NULL`],
  ['a living customer who was merged', `merged_into = id`],
])('lets the database refuse %s', async (_name, change) => {
  await customers.sql(
    `INSERT INTO customers (id, store_id, customer_number, email, email_normal, first_name)
     VALUES (gen_random_uuid(), 'demo', 'C-1', 'c@example.com', 'c@example.com', 'C') ON CONFLICT DO NOTHING`,
  );
  await expect(customers.sql(`UPDATE customers SET ${change}`)).rejects.toThrow('customers_');
});
