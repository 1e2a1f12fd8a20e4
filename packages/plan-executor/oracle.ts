import { parseArgs } from 'node:util';
import { checkGraph, generatedGraph, Tally } from './test/oracle/run-oracle.ts';

/** Looks for operations over generated graphs whose result is not that of one server with the same data. */

const { values } = parseArgs({
  options: {
    graphs: { type: 'string', default: '20' },
    operations: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
  },
});
const graphs = Number(values.graphs);
const operations = Number(values.operations);
const tally = new Tally();
let differing = 0;
for (let seed = Number(values.seed); tally.graphs < graphs; seed += 1) {
  const federation = generatedGraph(seed);
  if (!federation) continue;
  tally.graphs += 1;
  try {
    await checkGraph(federation, { seed, operations, tally });
  } catch (error) {
    differing += 1;
    const text = error instanceof Error ? error.message : String(error);
    process.stdout.write(`--graphs 1 --operations ${operations} --seed ${seed}\n${text}\n\n`);
  }
}
const seconds = Math.round(performance.now() / 1000);
process.stdout.write(
  `${JSON.stringify(tally)}; ${seconds} s; graphs with a difference: ${differing}\n`,
);
process.exitCode = differing > 0 ? 1 : 0;
