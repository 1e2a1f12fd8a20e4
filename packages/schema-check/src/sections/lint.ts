import { type Context, type Section, type Side, compareWithBase } from '../context.ts';
import { declarationsOf } from '../declarations.ts';
import type { Finding } from '../finding.ts';
import { deprecationsWithoutReason } from '../lint/deprecation-reason.ts';
import { undescribed } from '../lint/description.ts';
import { inputNames } from '../lint/input-suffix.ts';
import { misnamed } from '../lint/naming.ts';
import { brokenConnections } from '../lint/relay-connection.ts';
import type { Subgraph } from '../project.ts';
import { count } from '../text.ts';

export function judgeLint(context: Context): Section {
  const looked = own(context.head).flatMap(declarationsOf).length;
  const findings = compareWithBase(context, findFaults);
  const fresh = findings.filter(({ known }) => !known).length;
  const summary = `${count(looked, 'declaration')}: ${count(fresh, 'new finding')}, ${findings.length - fresh} that the base has too`;
  return { name: 'lint', summary, findings, details: [] };
}

/** Style is for those to answer who can change it. */
const own = ({ project }: Side): Subgraph[] => project.subgraphs.filter(({ foreign }) => !foreign);

function findFaults(side: Side, { config }: Context): Finding[] {
  const declarations = own(side).flatMap(declarationsOf);
  const found = [
    ...misnamed(declarations),
    ...undescribed(declarations),
    ...deprecationsWithoutReason(declarations),
    ...inputNames(declarations, config.lint.inputSuffixes),
    ...own(side).flatMap(brokenConnections),
  ];
  // A shared type is declared by several subgraphs, but its fault is one.
  return [...new Map(found.map((finding) => [finding.id, finding])).values()];
}
