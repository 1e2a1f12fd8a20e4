import { approve } from './approvals.ts';
import type { Config } from './config.ts';
import type { Context, Section, Side } from './context.ts';
import type { Approval, Finding } from './finding.ts';
import { composeGraph } from './graph.ts';
import { judgedOperations } from './judged-operations.ts';
import type { Project } from './project.ts';
import { judgeArchitecture } from './sections/architecture.ts';
import { judgeBuild } from './sections/build.ts';
import { judgeChanges } from './sections/changes.ts';
import { judgeDrift } from './sections/drift.ts';
import { judgeGateway } from './sections/gateway.ts';
import { judgeLint } from './sections/lint.ts';
import { judgeOperations } from './sections/operations.ts';
import { judgePlans } from './sections/plans.ts';
import { judgeTraffic } from './sections/traffic.ts';
import { withTraffic } from './usage/traffic.ts';
import { withClients } from './usage/with-clients.ts';
import type { Report } from './report.ts';

/** @param other a side that is composed already: the same subgraphs need not be composed again */
export function makeSide(project: Project, other?: Side): Side {
  const contents = ({ subgraphs }: Project) =>
    JSON.stringify(subgraphs.map(({ name, url, file, sdl }) => [name, url, file, sdl]));
  const same = other && contents(project) === contents(other.project);
  return { project, graph: same ? other.graph : composeGraph(project.subgraphs) };
}

/** Judges the head against the base; all sections, in their order. */
export async function judge(
  base: Side,
  head: Side,
  config: Config,
  { approvals, today }: { approvals: Approval[]; today: Date },
): Promise<Omit<Report, 'base' | 'notes'>> {
  const committed = judgedOperations(base, head);
  const { operations, traffic } = withTraffic(committed, { base, head, config, today });
  const context: Context = { base, head, config, operations, ...(traffic && { traffic }) };
  const judged: Section[] = [
    judgeBuild(context),
    judgeGateway(context),
    await judgeChanges(context),
    judgeOperations(context),
    judgePlans(context),
    judgeArchitecture(context),
    judgeLint(context),
    judgeDrift(context),
    judgeTraffic(context),
  ];
  const informed = traffic
    ? judged.map((section) => withClients(section, operations, traffic))
    : judged;
  const sections = informed.map((section) => ({
    ...section,
    findings: approve(withSeverities(section.findings, config), approvals),
  }));
  const usedIds = new Set(
    sections.flatMap(({ findings }) => findings.flatMap(({ approval }) => approval?.id ?? [])),
  );
  return {
    subgraphs: head.project.subgraphs.map(({ name }) => name),
    operations: operations.length,
    sections,
    approvals: {
      used: approvals.filter(({ id }) => usedIds.has(id)),
      unused: approvals.filter(({ id }) => !usedIds.has(id)),
    },
  };
}

function withSeverities(findings: Finding[], { severities }: Config): Finding[] {
  return findings.flatMap((finding) => {
    const severity = severities[finding.rule] ?? finding.severity;
    return severity === 'off' ? [] : [{ ...finding, severity }];
  });
}
