import { type Context, type Section, notJudged } from '../context.ts';
import { type Finding, makeFinding } from '../finding.ts';
import type { JudgedOperation } from '../judged-operations.ts';
import { type PlanShape, planOf } from '../plan-shape.ts';
import type { Subgraph } from '../project.ts';
import { count } from '../text.ts';

/** A subgraph of another name with the same file, or the same contents, is the same subgraph. */
function renamed(before: Subgraph[], after: Subgraph[]): (name: string) => string {
  const missingIn = (others: Subgraph[], subgraphs: Subgraph[]) =>
    subgraphs.filter(({ name }) => !others.some((other) => other.name === name));
  const [gone, added] = [missingIn(after, before), missingIn(before, after)];
  const names = new Map(
    gone.flatMap(({ name, file, sdl, foreign }) => {
      const now = added.find((other) => (other.file === file && !foreign) || other.sdl === sdl);
      return now ? [[name, now.name] as const] : [];
    }),
  );
  return (name) => names.get(name) ?? name;
}

interface Compared {
  operation: JudgedOperation;
  before: PlanShape | undefined;
  after: PlanShape | undefined;
}

export function judgePlans({ base, head, operations }: Context): Section {
  const [before, after] = [base.graph.composed, head.graph.composed];
  if (!after) return notJudged('plans', 'the subgraphs do not compose');
  const nameNow = renamed(base.project.subgraphs, head.project.subgraphs);
  const compared = operations.map((operation) => ({
    operation,
    before: before && planOf(operation, before, nameNow),
    after: planOf(operation, after),
  }));
  const findings = compared.flatMap(findingsOf);
  const deepest = Math.max(0, ...compared.map(({ after: plan }) => plan?.depth ?? 0));
  const summary = `${count(operations.length, 'operation')}, ${count(deepest, 'fetch', 'fetches')} deep at most, ${count(findings.length, 'plan')} got worse`;
  return { name: 'plans', summary, findings, details: compared.map(describe) };
}

function findingsOf({ operation, before, after }: Compared): Finding[] {
  if (!before || !after) return [];
  const details = {
    place: operation.place,
    operations: [{ name: operation.label, place: operation.place }],
  };
  const difference = `fetch order ${after.text}, was ${before.text}; depth ${after.depth}, was ${before.depth}`;
  const hops = added(before.fetches, after.fetches).map((fetch) =>
    makeFinding(
      'new-hop',
      `${operation.label}:${fetch.replaceAll(' ', '')}`,
      `${operation.label} needs a new fetch from ${fetch} (${difference})`,
      details,
    ),
  );
  if (hops.length > 0 || after.depth <= before.depth) return hops;
  const message = `${operation.label} waits longer (${difference})`;
  return [makeFinding('deeper-plan', operation.label, message, details)];
}

/** Entries of `after` that `before` does not have, or has less often. */
function added(before: string[], after: string[]): string[] {
  const left = [...before];
  return after.filter((fetch) => {
    const at = left.indexOf(fetch);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function describe({ operation, before, after }: Compared): string {
  if (!after) return `${operation.label}: no plan, it is not valid against the new API`;
  const change = !before
    ? 'new'
    : before.text === after.text
      ? 'unchanged'
      : `was ${before.text}, depth ${before.depth}`;
  return `${operation.label}: ${after.text}, depth ${after.depth} (${change})`;
}
