import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataDir, type DataDir } from './data-dir.ts';
import { claimPorts } from './port-plan.ts';
import { freePorts } from './ports.ts';

const modules = ['customers', 'orders'];
let dataDir: DataDir;

beforeAll(async () => {
  dataDir = await openDataDir(await mkdtemp(path.join(tmpdir(), 'customer-graph-ports-')));
});
afterAll(() => rm(dataDir.path, { recursive: true }));

const distinct = (ports: Record<string, number>) => new Set(Object.values(ports)).size;

it('gives the account area no port that a module was given', async () => {
  const gateway = await freePorts(12);
  const given = { gateway, modules: { orders: gateway + 10 }, account: gateway + 10 };
  const ports = await claimPorts(given, modules, dataDir);
  expect(ports).toMatchObject({ gateway, orders: gateway + 10 });
  expect(distinct(ports)).toBe(5);
});

it('gives PostgreSQL its last port, unless that is wanted for another process now', async () => {
  const before = await claimPorts({ gateway: await freePorts(3) }, modules, dataDir);
  const again = await claimPorts({ gateway: before['gateway'] ?? 0 }, modules, dataDir);
  expect(again).toEqual(before);
  const gateway = before['postgres'] ?? 0;
  const others = await freePorts(2);
  const given = { customers: others, orders: others + 1 };
  const ports = await claimPorts({ gateway, modules: given }, modules, dataDir);
  expect(ports['gateway']).toBe(gateway);
  expect(distinct(ports)).toBe(4);
});
