import { type Context, type Section, notJudged } from '../context.ts';
import { type Finding, makeFinding } from '../finding.ts';
import type { JudgedOperation } from '../judged-operations.ts';
import { type PlanShape, plansOf } from '../plan-shape.ts';
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
  /** More than one where fields move by steps. */
  before: PlanShape[];
  after: PlanShape[];
}

export function judgePlans({ base, head, operations }: Context): Section {
  const [before, after] = [base.graph.composed, head.graph.composed];
  if (!after) return notJudged('plans', 'the subgraphs do not compose');
  const nameNow = renamed(base.project.subgraphs, head.project.subgraphs);
  const compared = operations.map((operation) => ({
    operation,
    before: before ? plansOf(operation, before, nameNow) : [],
    after: plansOf(operation, after),
  }));
  const findings = compared.flatMap(findingsOf);
  const deepest = Math.max(0, ...compared.flatMap((each) => each.after.map(({ depth }) => depth)));
  const summary = `${count(operations.length, 'operation')}, ${count(deepest, 'fetch', 'fetches')} deep at most, ${count(findings.length, 'plan')} got worse`;
  return { name: 'plans', summary, findings, details: compared.map(describe) };
}

/** Each plan is compared with the one at the base that comes nearest to it: a step of a move was told when it was taken. */
function findingsOf({ operation, before, after }: Compared): Finding[] {
  const found = after.flatMap((plan) => {
    const worse = before.map((old) => worsened(operation, old, plan));
    return worse.reduce(
      (least, each) => (each.length < least.length ? each : least),
      worse[0] ?? [],
    );
  });
  return [...new Map(found.map((finding) => [finding.id, finding])).values()];
}

function worsened(operation: JudgedOperation, before: PlanShape, after: PlanShape): Finding[] {
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
  if (after.length === 0) return `${operation.label}: no plan, it is not valid against the new API`;
  const [was, is] = [textOf(before), textOf(after)];
  const change = before.length === 0 ? 'new' : was === is ? 'unchanged' : `was ${was}`;
  return `${operation.label}: ${is} (${change})`;
}

const textOf = (plans: PlanShape[]): string =>
  plans.map(({ text, depth }) => `${text}, depth ${depth}`).join(' or ');
