import type { Config } from './config.ts';
import type { Finding, SectionName } from './finding.ts';
import type { Graph } from './graph.ts';
import type { JudgedOperation } from './judged-operations.ts';
import type { Project } from './project.ts';
import type { Traffic } from './usage/traffic.ts';

/** One state of the repository: its files and what they compose to. */
export interface Side {
  project: Project;
  graph: Graph;
}

/** Everything that a section judges from. */
export interface Context {
  base: Side;
  head: Side;
  operations: JudgedOperation[];
  config: Config;
  /** What was recorded of real requests, if anything was. */
  traffic?: Traffic;
}

export interface Section {
  name: SectionName;
  /** One line that says what was looked at and what came of it. */
  summary: string;
  /** Set when the section could not be judged; it then has no findings. */
  notJudged?: string;
  findings: Finding[];
  /** Lines that are printed also when nothing is wrong, for example each operation's fetch order. */
  details: string[];
}

/**
 * Findings of the head; those that the base has too are marked as known, and so is all that concerns a file which did not
 * parse at the base: nobody can tell. The base is only asked when it matters.
 */
export function compareWithBase(
  context: Context,
  find: (side: Side, context: Context) => Finding[],
): Finding[] {
  const now = find(context.head, context);
  if (now.length === 0) return now;
  const before = new Set(find(context.base, context).map(({ id }) => id));
  const unreadable = context.base.project.subgraphs.flatMap(({ syntaxError, file }) =>
    syntaxError ? [file] : [],
  );
  return now.map((finding) => ({
    ...finding,
    known: before.has(finding.id) || unreadable.includes(finding.place?.file ?? ''),
  }));
}

export const notJudged = (name: SectionName, reason: string): Section => ({
  name,
  summary: `not judged: ${reason}`,
  notJudged: reason,
  findings: [],
  details: [],
});
