import { CouldNotRun } from '@customer-graph/schema-check';
import { startServer } from './database/server.ts';
import { graphOfTree } from './graph-of-tree.ts';
import { startSide, type Side } from './side.ts';
import { openWorkplace } from './workplace.ts';

/** The graphs of base and head, running on copies of one seeded database. */
export interface Pair {
  readonly base: Side;
  readonly head: Side;
  /** The time until which everything in the databases was written. */
  readonly seededAt: number;
  stop(): Promise<void>;
}

export interface PairOptions {
  /** Prepares the trees of both sides in a temporary folder. */
  readonly trees: (folder: string) => Promise<{ readonly base: string; readonly head: string }>;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** @throws CouldNotRun for every expected reason; nothing is left running or lying about then */
export async function startPair(options: PairOptions): Promise<Pair> {
  const workplace = await openWorkplace();
  const undo: (() => Promise<unknown>)[] = [workplace.remove];
  let stopping: Promise<void> | undefined;
  const stop = () =>
    (stopping ??= (async () => {
      for (const step of undo.toReversed()) await step().catch(() => undefined);
    })());
  try {
    return { ...(await start(workplace.folder, options, undo)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  folder: string,
  { trees, signal, onLine }: PairOptions,
  undo: (() => Promise<unknown>)[],
): Promise<Omit<Pair, 'stop'>> {
  const [server, { base: baseTree, head: headTree }] = await Promise.all([
    startServer(folder, signal),
    trees(folder),
  ]);
  undo.push(server.stop);
  signal.throwIfAborted();
  const baseCode = await graphOfTree(baseTree, 'base');
  const headCode = await graphOfTree(headTree, 'head');
  for (const module of baseCode.modules) await server.create('base', module);
  onLine('Starting the graph of the base');
  const base = await startSide({ name: 'base', graph: baseCode, server, folder, signal });
  undo.push(base.stop);
  onLine('Loading the seed');
  await baseCode
    .loadDemoData(base.graph, { signal, onLine: () => undefined })
    .catch((error: unknown) => {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
      throw new CouldNotRun(`the graph of the base does not take its demo data: ${reason ?? ''}`);
    });
  await base.settled();
  await base.disconnect();
  for (const module of headCode.modules)
    if (baseCode.modules.includes(module)) await server.copy('base', 'head', module);
    else await server.create('head', module);
  onLine('Starting the graph of the head');
  const options = { name: 'head', graph: headCode, server, folder, secretsOf: base } as const;
  const head = await startSide({ ...options, signal });
  undo.push(head.stop);
  await Promise.all([base.settled(), head.settled()]);
  const seededAt = Date.now();
  await Promise.all([base.keep(), head.keep()]);
  undo.push(base.disconnect, head.disconnect);
  return { base, head, seededAt };
}
