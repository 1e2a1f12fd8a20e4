import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { differencesOf, type Difference } from '../src/differences.ts';
import { startPair, type Pair } from '../src/pair.ts';
import { readPlan, type Plan } from '../src/read-plan.ts';
import { runBlocks, type Recording } from '../src/run-blocks.ts';
import { writeTree } from '../src/tree-at.ts';
import { bugs } from './bugs.ts';
import { apply, processesOf, type Edit } from './edit.ts';
import { harmless } from './harmless.ts';

/**
 * Plants each bug in a copy of the working tree, starts what it concerns anew, and looks whether the check finds it; then the same
 * with changes that are harmless. `--together n` plants n at once, each of which must show where it says.
 */

const root = path.resolve(import.meta.dirname, '../../..');
const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { only: text, together: text, bugs: text, harmless: text },
});
const together = Number(values.together ?? '1');
const chosen = <Item extends Edit>(all: readonly Item[], count: string | undefined): Item[] =>
  all
    .filter(({ subject }) => subject.includes(values.only ?? ''))
    .slice(0, Number(count ?? all.length));

const stopping = new AbortController();
const { signal } = stopping;
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stopping.abort());
const began = Date.now();
const print = (line: string) =>
  process.stdout.write(`${((Date.now() - began) / 1_000).toFixed(0).padStart(5)} s  ${line}\n`);

let tree = '';
let stale: readonly string[] = [];
const pair = await startPair({
  signal,
  onLine: print,
  trees: async (folder) => {
    tree = path.join(folder, 'tree');
    await writeTree(root, 'HEAD', tree);
    await copyChanges(tree);
    return { base: tree, head: tree };
  },
});

const { bundlePrograms } = (await import(
  pathToFileURL(path.join(tree, 'infra/local/src/programs.ts')).href
)) as { bundlePrograms: () => Promise<void> };

try {
  const plan = await readPlan({ base: tree, head: tree }, pair.base);
  const base = await record(pair, plan, 'base');
  const missed = await plantBugs(plan, base);
  const alarms = await makeHarmlessChanges(plan, base);
  process.exitCode = missed <= 3 && alarms === 0 ? 0 : 1;
} finally {
  await pair.stop();
}
process.exit();

async function plantBugs(plan: Plan, base: Recording): Promise<number> {
  let missed = 0;
  const all = chosen(bugs, values.bugs);
  for (const group of groupsOf(all)) {
    const found = await differencesWith(plan, base, group);
    for (const { subject, shows } of group) {
      const ids = found.map(({ id }) => id);
      const shown = ids.filter((id) => id.includes(shows));
      const seen = group.length === 1 ? ids : shown;
      if (seen.length === 0) missed += 1;
      print(
        `${seen.length > 0 ? 'found ' : 'MISSED'}  ${subject}: ${seen.length} places, such as ${shown[0] ?? ids[0] ?? 'none'}`,
      );
    }
  }
  print(`${all.length - missed} of ${all.length} bugs found`);
  return missed;
}

async function makeHarmlessChanges(plan: Plan, base: Recording): Promise<number> {
  let alarms = 0;
  const all = chosen(harmless, values.harmless);
  for (const group of groupsOf(all)) {
    const found = await differencesWith(plan, base, group);
    alarms += found.length;
    for (const { subject } of group)
      print(`${found.length === 0 ? 'silent' : 'ALARM '}  ${subject}`);
    for (const { id, base: before, head } of found.slice(0, 10))
      print(`        ${id} ${JSON.stringify(before)} ${JSON.stringify(head)}`);
  }
  print(`${all.length} harmless changes, ${alarms} false alarms`);
  return alarms;
}

/** What the head does differently while the edits are in its sources. */
async function differencesWith(
  plan: Plan,
  base: Recording,
  edits: readonly Edit[],
): Promise<Difference[]> {
  const files = [...new Set(edits.map(({ file }) => path.join(tree, file)))];
  const before = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const processes = [...new Set(edits.flatMap(({ file }) => processesOf(file)))];
  try {
    for (const edit of edits) await apply(tree, edit);
    await startAnew(pair, processes);
    const head = await record(pair, plan, 'head');
    return differencesOf(plan.blocks, { base, head }, 'head');
  } finally {
    for (const [index, file] of files.entries()) await writeFile(file, before[index] ?? '');
    stale = processes;
  }
}

async function startAnew({ head: { graph } }: Pair, processes: readonly string[]): Promise<void> {
  const all = [...new Set([...processes, ...stale])];
  // Processes run bundles, which have to be made of the changed sources.
  await bundlePrograms();
  await Promise.all(all.map((name) => graph.halt(name)));
  for (const name of all) graph.resume(name);
  await Promise.all(all.map((name) => graph.ready(name)));
}

function record({ base, head, seededAt }: Pair, { blocks, seed }: Plan, side: 'base' | 'head') {
  return runBlocks({ side: side === 'base' ? base : head, blocks, seed, seededAt, signal });
}

/** At most one edit of a file in a group, so that none changes what another one looks for. */
function groupsOf<Item extends Edit>(items: readonly Item[]): Item[][] {
  const groups: Item[][] = [];
  for (const item of items) {
    const group = groups.find(
      (each) => each.length < together && !each.some(({ file }) => file === item.file),
    );
    if (group) group.push(item);
    else groups.push([item]);
  }
  return groups;
}

async function copyChanges(target: string): Promise<void> {
  const run = promisify(execFile);
  const args = ['ls-files', '--modified', '--others', '--exclude-standard', '-z'];
  const { stdout } = await run('git', args, { cwd: root });
  for (const file of stdout.split('\0').filter(Boolean))
    await cp(path.join(root, file), path.join(target, file)).catch(() => undefined);
}
