import { fileURLToPath } from 'node:url';
import { migrate } from '@customer-graph/subgraph';
import { createTestDatabase, schemaDrift } from '@customer-graph/testing';
import { expect, it } from 'vitest';

const fileOf = (path: string) => fileURLToPath(new URL(`../prisma/${path}`, import.meta.url));

it('has migrations that build what the Prisma schema describes', async () => {
  const migrationsDir = fileOf('migrations');
  const prepare = (databaseUrl: string) => migrate({ databaseUrl, migrationsDir });
  const { url: databaseUrl, drop } = await createTestDatabase({ template: 'orders', prepare });
  expect(await schemaDrift({ databaseUrl, schemaPath: fileOf('schema.prisma') })).toBe('');
  await drop();
});
