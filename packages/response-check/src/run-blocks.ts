import type { Received } from './compare/responses.ts';
import type { Moments } from './compare/moments.ts';
import { headersOf, type CallerName, type Headers } from './callers.ts';
import type { Block, Step } from './plan.ts';
import type { Seed } from './seed.ts';
import { sendPatiently } from './send.ts';
import type { Side } from './side.ts';
import { resolveVariables } from './variables/resolve.ts';

/** What one side returned in one round, by the steps' keys. */
export interface Recording {
  readonly responses: ReadonlyMap<string, Received & { readonly moments: Moments }>;
}

export interface Round {
  readonly side: Side;
  readonly blocks: readonly Block[];
  readonly seed: Seed;
  readonly seededAt: number;
  readonly signal: AbortSignal;
}

const parallel = 4;

/** Sends all steps to one side: each block begins with the databases as the seed left them. */
export async function runBlocks(round: Round): Promise<Recording> {
  const responses = new Map<string, Received & { readonly moments: Moments }>();
  for (const block of round.blocks) await runBlock(round, block, responses);
  return { responses };
}

async function runBlock(
  { side, seed, seededAt, signal }: Round,
  block: Block,
  recorded: Map<string, Received & { readonly moments: Moments }>,
): Promise<void> {
  await side.restore();
  await side.settled();
  const steps: number[] = [Date.now()];
  const moments: Moments = { seededAt, steps };
  const headers = new Map<CallerName, Headers>();
  for (const caller of new Set<CallerName>([block.caller, 'staff']))
    headers.set(caller, await headersOf(caller, side.graph));
  const latest = new Map<string, unknown>();
  const run = async ({ key, operation, variables, caller }: Step) => {
    signal.throwIfAborted();
    const { mailDir } = side.graph;
    const sources = { seed, responses: latest, mailDir, operation: operation.name };
    const call = {
      query: operation.text,
      variables: await resolveVariables(variables, sources),
    };
    const received = await sendPatiently(side.graph.url, call, headers.get(caller) ?? {});
    recorded.set(key, { ...received, moments });
    if (received.errors.length === 0) latest.set(operation.name, received.data);
  };
  await inParallel(block.before, run);
  for (const step of block.mutations) {
    steps.push(Date.now());
    await run(step);
    await side.settled();
  }
  steps.push(Date.now());
  await inParallel(block.after, run);
}

/** Some operations at a time; each one's requests in their order, because a page's cursor comes from the one before. */
async function inParallel(
  steps: readonly Step[],
  run: (step: Step) => Promise<void>,
): Promise<void> {
  const groups = new Map<string, Step[]>();
  for (const step of steps) {
    const key = `${step.caller} ${step.operation.label}`;
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  const queue = groups.values();
  const work = async () => {
    for (const group of queue) for (const step of group) await run(step);
  };
  await Promise.all(Array.from({ length: parallel }, work));
}
