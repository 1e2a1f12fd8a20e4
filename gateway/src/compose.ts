import { readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'graphql';
import { subgraphs, type SubgraphEntry } from '../subgraphs.ts';
import { CompositionError, composeSupergraph } from './compose/compose-supergraph.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const usage = 'Usage: compose [--check] [--modules <name,…>] [--out <file>]';

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof CompositionError ? 1 : 2;
}

/** Exit codes: 0 done or up to date, 1 out of date or the contracts do not fit together, 2 wrong use. */
async function run(): Promise<number> {
  const { values } = parseArgs({
    args: process.argv.slice(2).filter((argument) => argument !== '--'),
    options: {
      check: { type: 'boolean', default: false },
      modules: { type: 'string' },
      out: { type: 'string' },
    },
  });
  if (values.modules !== undefined && values.out === undefined)
    throw new Error(`A part of the graph is not committed: say where with --out.\n${usage}`);
  const composition = composeSupergraph(await Promise.all(choose(values.modules).map(readService)));
  const files = values.out
    ? [{ path: values.out, text: composition.supergraph }]
    : [
        { path: `${root}gateway/supergraph.graphql`, text: composition.supergraph },
        { path: `${root}gateway/api.graphql`, text: composition.api },
      ];
  return values.check ? check(files) : write(files);
}

function choose(modules: string | undefined): readonly SubgraphEntry[] {
  if (modules === undefined) return subgraphs;
  return modules.split(',').map((name) => {
    const entry = subgraphs.find((subgraph) => subgraph.name === name.trim());
    if (!entry)
      throw new Error(`No module ${name}; there are ${subgraphs.map((s) => s.name).join(', ')}`);
    return entry;
  });
}

async function readService({ name, schema, url }: SubgraphEntry) {
  return { name, url, typeDefs: parse(await readFile(`${root}${schema}`, 'utf8')) };
}

interface Output {
  readonly path: string;
  readonly text: string;
}

async function check(files: readonly Output[]): Promise<number> {
  let code = 0;
  for (const { path, text } of files) {
    if ((await readFile(path, 'utf8').catch(() => '')) === text) continue;
    process.stderr.write(`${path} is out of date: run npx pnpm compose\n`);
    code = 1;
  }
  return code;
}

async function write(files: readonly Output[]): Promise<number> {
  for (const { path, text } of files) await writeFile(path, text);
  return 0;
}
