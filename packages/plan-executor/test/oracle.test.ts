import { expect, it } from 'vitest';
import { checkGraph, generatedGraph, Tally } from './oracle/run-oracle.ts';

/** `npx tsx packages/plan-executor/oracle.ts` looks further, with seeds of its own. */
const seeds = Array.from({ length: 40 }, (_, index) => index + 1);
const enough = { graphs: 6, operations: 70 };

it('is that of one server for generated operations over generated graphs, also when fields fail', async () => {
  const tally = new Tally();
  for (const seed of seeds) {
    if (tally.graphs === enough.graphs) break;
    const federation = generatedGraph(seed);
    if (!federation) continue;
    tally.graphs++;
    await checkGraph(federation, { seed, operations: 16, tally });
  }
  expect(tally.graphs).toBe(enough.graphs);
  expect(tally.operations).toBeGreaterThan(enough.operations);
  expect(Math.min(tally.entities, tally.failing)).toBeGreaterThan(20);
  expect(tally.refused).toBeLessThan(tally.operations / 20);
}, 120_000);
