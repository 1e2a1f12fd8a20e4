import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { compareAnswers } from './compare.ts';
import { startLoadGenerator } from './load/generator.ts';
import { pages, singles } from './operations.ts';
import { printShares } from './report/profile.ts';
import { listCustomers, seed } from './seed.ts';
import { modules, startSystem } from './system.ts';

/** Tells where the CPU time of gateway and services goes: `npx tsx bench/src/profile.ts L`, or `S`. */
const operation = process.argv[2] === 'S' ? 'S' : 'L';
const duration = 8_000;
const names = ['gateway', ...modules];
const folder = await mkdtemp(path.join(tmpdir(), 'customer-graph-profile-'));
const profilesOf = (name: string) => path.join(folder, name);
const generator = startLoadGenerator();
try {
  const system = await startSystem((name) => ({
    NODE_OPTIONS: `--import ${new URL('profiler.mjs', import.meta.url).href}`,
    BENCH_PROFILE: profilesOf(name),
  }));
  try {
    const { graph } = system;
    await seed(graph);
    const authorization = `Bearer ${await graph.token({ as: 'staff', store: 'demo' })}`;
    const customers = await listCustomers(graph.url, authorization);
    const bodies = operation === 'L' ? pages(customers, 20) : singles(customers);
    const { url } = graph;
    await compareAnswers([{ name: 'this system', url, pids: [] }], authorization, bodies);
    const headers = { authorization };
    const load = { url, headers, bodies, connections: 16, pids: Object.values(graph.pids()) };
    await generator.run({ ...load, warmup: 2_000, warmupRequests: 500, duration });
  } finally {
    await system.graph.stop();
  }
  for (const name of names) {
    process.stdout.write(`\n${operation}, ${name}\n`);
    for (const file of await readdir(profilesOf(name)))
      printShares(JSON.parse(await readFile(path.join(profilesOf(name), file), 'utf8')), duration);
  }
} finally {
  generator.stop();
  await rm(folder, { recursive: true, force: true });
}
