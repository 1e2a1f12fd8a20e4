import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { mutants, type Mutant } from './test/oracle/mutants.ts';
import type * as OracleModule from './test/oracle/run-oracle.ts';

/**
 * Shows that the oracle finds what it is for: takes out, one at a time, what makes each kind of results right, and looks for a
 * generated graph and operation that differ from one server.
 */

type Oracle = typeof OracleModule;

const { values } = parseArgs({
  options: {
    graphs: { type: 'string', default: '200' },
    operations: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    kind: { type: 'string', default: '' },
  },
});
const here = import.meta.dirname;

async function applyEdits(copy: string, { kind, edits }: Mutant): Promise<void> {
  for (const { file, find, replace } of edits) {
    const target = path.join(copy, file);
    const text = await readFile(target, 'utf8');
    if (text.split(find).length !== 2)
      throw new Error(`"${kind}" cannot be taken out: ${file} has not exactly one ${find}`);
    await writeFile(
      target,
      text.replace(find, () => replace),
    );
  }
}

/** Runs with the sources of this package as a mutant has them. */
async function withMutant<Result>(
  mutant: Mutant,
  run: (oracle: Oracle) => Promise<Result>,
): Promise<Result> {
  const copy = await mkdtemp(path.join(tmpdir(), 'plan-executor-'));
  try {
    for (const name of ['src', 'test/oracle', 'package.json'])
      await cp(path.join(here, name), path.join(copy, name), { recursive: true });
    await symlink(path.join(here, 'node_modules'), path.join(copy, 'node_modules'));
    await applyEdits(copy, mutant);
    const { href } = pathToFileURL(path.join(copy, 'test/oracle/run-oracle.ts'));
    return await run((await import(href)) as Oracle);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** @returns the seed of the first graph with a difference; undefined when there is none */
async function firstDifference({ generatedGraph, checkGraph, Tally }: Oracle) {
  const first = Number(values.seed);
  const operations = Number(values.operations);
  const tally = new Tally();
  for (let seed = first; tally.graphs < Number(values.graphs); seed++) {
    const federation = generatedGraph(seed);
    if (!federation) continue;
    tally.graphs++;
    const run = { seed, operations, tally, shrinkMs: 0 };
    const found = await checkGraph(federation, run).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error : new Error('not an error')),
    );
    if (found === undefined) continue;
    if (!found.message.startsWith('Results differ')) throw found;
    return { seed, tally, message: found.message };
  }
  return undefined;
}

let survivors = 0;
for (const mutant of mutants.filter(({ kind }) => kind.includes(values.kind))) {
  const found = await withMutant(mutant, firstDifference);
  if (found === undefined) survivors++;
  const outcome = found
    ? `found with seed ${found.seed}, after ${found.tally.operations} operations`
    : 'NOT FOUND';
  process.stdout.write(`${mutant.kind}: ${outcome}\n`);
  if (values.kind && found) process.stdout.write(`${found.message}\n`);
}
process.exitCode = survivors > 0 ? 1 : 0;
