import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import {
  CouldNotRun,
  baseCommit,
  folderOfConfig,
  loadConfig,
  readApprovals,
  repositoryRoot,
} from '@customer-graph/schema-check';
import { differencesOf, type Difference } from './differences.ts';
import { startPair, type Pair } from './pair.ts';
import { readPlan, type Plan } from './read-plan.ts';
import { makeReport, type Report } from './report.ts';
import { runBlocks, type Recording } from './run-blocks.ts';
import type { Side } from './side.ts';
import { writeTree } from './tree-at.ts';

const approvalsFile = 'response-check.approvals.json';

export interface CheckOptions {
  /** A directory inside the repository. */
  readonly directory: string;
  readonly base?: string | undefined;
  /** The day by which approvals expire. */
  readonly today?: Date;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** Compares the responses of the working tree with those of a commit. @throws CouldNotRun when there can be no verdict */
export async function checkResponses(options: CheckOptions): Promise<Report> {
  const { directory, today = new Date(), signal, onLine } = options;
  const root = await repositoryRoot(directory);
  if (folderOfConfig(root, await realpath(directory)) === undefined)
    throw new CouldNotRun(
      `${root} has no configuration of the schema check, whose operations are sent.`,
    );
  const config = await loadConfig(root);
  const approvals = await readApprovals(root, approvalsFile, today);
  const base = await baseCommit(root, options.base, config?.mainBranch ?? 'main');
  const day = today.getUTCDate();
  let trees = { base: root, head: root };
  const pair = await startPair({
    signal,
    onLine,
    trees: async (folder) => {
      await mkdir(folder, { recursive: true });
      trees = { base: path.join(folder, 'tree'), head: root };
      await writeTree(root, base.commit, trees.base);
      return trees;
    },
  });
  try {
    const plan = await readPlan(trees, pair.base);
    onLine(`Sending ${plan.operations} operations as nobody, customer, staff and service`);
    const found = await compareAll(pair, plan, signal, onLine);
    if (found.length > 0 && new Date().getUTCDate() !== day)
      throw new CouldNotRun(
        'midnight (UTC) passed during the check, which changes days; run it again.',
      );
    return makeReport({ base, plan, found, approvals });
  } finally {
    await pair.stop();
  }
}

/** The head by itself, and then, as in a roll-out, each gateway with the services of the other version. */
async function compareAll(
  pair: Pair,
  plan: Plan,
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<Difference[]> {
  const { base, head, seededAt } = pair;
  const own = await record(pair, plan, signal);
  const pure = differencesOf(plan.blocks, { base: own.base, head: own.head }, 'head');
  onLine('Sending them with mixed versions');
  // Each side keeps its gateway; the databases behind are those of the services.
  base.useServicesOf(head);
  head.useServicesOf(base);
  const mixed = await record(
    { base: behind(base, head), head: behind(head, base), seededAt },
    plan,
    signal,
  );
  base.useServicesOf(base);
  head.useServicesOf(head);
  const withBase = (recorded: Recording) => ({ base: own.base, head: recorded });
  const known = new Set(pure.map(placeOf));
  const others = [
    ...differencesOf(plan.blocks, withBase(mixed.head), 'head gateway, base services'),
    ...differencesOf(plan.blocks, withBase(mixed.base), 'base gateway, head services'),
  ];
  return [...pure, ...others.filter((difference) => !known.has(placeOf(difference)))];
}

const placeOf = ({ caller, operation, path: place }: Difference) =>
  `${caller} ${operation} ${place}`;

/** The gateway of one side before the services of the other, whose databases and mails are then concerned. */
const behind = (gateway: Side, services: Side): Side => ({
  ...gateway,
  graph: { ...gateway.graph, mailDir: services.graph.mailDir },
  settled: services.settled,
  restore: services.restore,
});

async function record(
  { base, head, seededAt }: Omit<Pair, 'stop'>,
  { blocks, seed }: Plan,
  signal: AbortSignal,
) {
  const on = (side: Side) => runBlocks({ side, blocks, seed, seededAt, signal });
  const [ofBase, ofHead] = await Promise.all([on(base), on(head)]);
  return { base: ofBase, head: ofHead };
}
