import { cp, mkdtemp, rm, symlink, writeFile, appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  importsFollowTheRules,
  providerNamesNoConsumer,
  servicesDependOnPackagesOnly,
} from './architecture.ts';
import { subgraphs } from '../gateway/subgraphs.ts';

const root = path.resolve(import.meta.dirname, '..');
const parts = [
  'services',
  'gateway',
  'packages',
  'infra',
  'tsconfig.json',
  'tsconfig.base.json',
  'package.json',
];
const heavy = /(^|\/)(node_modules|\.data|dist)(\/|$)/;
let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(path.join(tmpdir(), 'architecture-'));
  for (const part of parts) {
    const filter = (file: string) => !heavy.test(path.relative(root, file));
    await cp(path.join(root, part), path.join(copy, part), { recursive: true, filter });
  }
  await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
});
afterAll(() => rm(copy, { recursive: true, force: true }));

const plant = (file: string, text: string) => writeFile(path.join(copy, file), text);

it('finds no violation in the tree as it is', async () => {
  expect(await importsFollowTheRules(root)).toEqual([]);
  expect(await servicesDependOnPackagesOnly(root)).toEqual([]);
  expect(await providerNamesNoConsumer(root)).toEqual([]);
});

it('finds a service that imports another service', async () => {
  await plant('services/loyalty/src/planted.ts', `import '../../orders/src/service.ts';\n`);
  const found = await importsFollowTheRules(copy);
  expect(found.join('\n')).toContain('services/loyalty/src/planted.ts: no-service-to-service');
});

it('finds SQL outside of db', async () => {
  await plant(
    'services/orders/src/domain/planted.ts',
    `import '../../generated/prisma/client.ts';\n`,
  );
  const found = await importsFollowTheRules(copy);
  expect(found.join('\n')).toContain('services/orders/src/domain/planted.ts: sql-stays-in-db');
});

it('finds a service that lists another one in its package.json', async () => {
  const dependencies = { '@customer-graph/orders': 'workspace:*' };
  await plant(
    'services/loyalty/package.json',
    JSON.stringify({ name: '@customer-graph/loyalty', dependencies }),
  );
  expect(await servicesDependOnPackagesOnly(copy)).toEqual([
    'services/loyalty/package.json: a service must not depend on @customer-graph/orders',
  ]);
});

it('finds a consumer named in the core module, in code, schema and documents alike', async () => {
  await plant('services/customers/src/planted.ts', '// what the orders module needs\n');
  await appendFile(path.join(copy, 'services/customers/schema.graphql'), '# loyalty reads this\n');
  await plant('services/customers/NOTES.md', 'Sort order and ORDER BY name nobody. Points do.\n');
  const found = await providerNamesNoConsumer(copy);
  expect(found.map((text) => text.replace(/:\d+:.*: /, ': '))).toEqual(
    expect.arrayContaining([
      'services/customers/src/planted.ts: orders',
      'services/customers/schema.graphql: loyalty',
      'services/customers/NOTES.md: Points',
    ]),
  );
  expect(found).toHaveLength(3);
});

it('finds the words of whatever module the registry lists, and asks each consumer for some', async () => {
  await plant('services/customers/src/planted.ts', '// what leases and returns need\n');
  const found = await providerNamesNoConsumer(copy, [
    ...subgraphs,
    { name: 'rental', words: ['lease'] },
  ]);
  expect(found).toContainEqual(expect.stringMatching(/planted.ts:1: .*: leases$/));
  for (const { name, words } of subgraphs)
    expect(words.length > 0, name).toBe(name !== 'customers');
});
