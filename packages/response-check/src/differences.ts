import { Comparison } from './compare/values.ts';
import { unequalIn } from './compare/responses.ts';
import type { CallerName } from './callers.ts';
import type { Block, Step } from './plan.ts';
import type { Recording } from './run-blocks.ts';

/** Which versions worked together. */
export type Mix = 'head' | 'head gateway, base services' | 'base gateway, head services';

/** A path of a response that differs from the base's. */
export interface Difference {
  /** `response:caller:operation:path`; the same however the sources move. */
  readonly id: string;
  readonly caller: CallerName;
  readonly operation: string;
  readonly file: string;
  readonly path: string;
  readonly mix: Mix;
  /** Of the first of such responses. */
  readonly base: unknown;
  readonly head: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  /** In how many responses. */
  readonly times: number;
  /** Whether the request came after the mutations of the caller's round. */
  readonly afterMutations: boolean;
}

/** Every path that differs, once, with the first example. */
export function differencesOf(
  blocks: readonly Block[],
  recorded: { readonly base: Recording; readonly head: Recording },
  mix: Mix,
): Difference[] {
  const found = new Map<string, Difference>();
  for (const block of blocks) {
    // Ids that are new in a block belong together in all of it, in the order in which it was sent.
    const comparison = new Comparison();
    for (const step of [...block.before, ...block.mutations, ...block.after])
      for (const difference of differencesIn(step, comparison, recorded, mix)) {
        const known = found.get(difference.id);
        found.set(difference.id, known ? { ...known, times: known.times + 1 } : difference);
      }
  }
  return [...found.values()];
}

function differencesIn(
  step: Step,
  comparison: Comparison,
  recorded: { readonly base: Recording; readonly head: Recording },
  mix: Mix,
): Difference[] {
  const base = recorded.base.responses.get(step.key);
  const head = recorded.head.responses.get(step.key);
  if (!base || !head) return [];
  const { label, file } = step.operation;
  const paths = new Map(
    unequalIn(comparison, base, head)
      .map((unequal) => [unequal.path, unequal] as const)
      .reverse(),
  );
  return [...paths.values()].reverse().map(({ path, base: before, head: after }) => ({
    id: `response:${mix === 'head' ? '' : `${mix.replace(/\W+/g, '-')}:`}${step.caller}:${label}:${path}`,
    caller: step.caller,
    operation: label,
    file,
    path,
    mix,
    base: before,
    head: after,
    variables: step.variables,
    times: 1,
    afterMutations: step.key.startsWith(`${step.caller} after`) || step.key.includes(' after '),
  }));
}
