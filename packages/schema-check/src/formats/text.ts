import type { Finding } from '../finding.ts';
import type { Report } from '../report.ts';
import type { Section } from '../context.ts';
import {
  at,
  clientLines,
  conclusion,
  knownNote,
  labelOf,
  markOf,
  markOfSection,
  shown,
  title,
} from './parts.ts';

export function renderText(report: Report): string {
  const lines = [
    title(report),
    '',
    ...report.notes.map((note) => `Note: ${note}`),
    ...report.sections.flatMap(sectionLines),
    '',
    ...approvalLines(report),
    conclusion(report),
    ...(conclusion(report) === 'Nothing to fix.' ? [] : ['More about one of them: --explain <id>']),
  ];
  return `${lines.join('\n')}\n`;
}

function sectionLines({ name, summary, notJudged, findings, details }: Section): string[] {
  const known = knownNote(findings);
  return [
    `${markOfSection(findings, notJudged)} ${name.padEnd(13)} ${summary}`,
    ...shown(findings).flatMap((finding, index, all) =>
      findingLines(finding, all.findIndex(({ rule }) => rule === finding.rule) === index),
    ),
    ...(known && name !== 'lint' ? [`    ${known}`] : []),
    ...details.map((line) => `    ${line}`),
  ];
}

/** @param reasoned with why it matters and what to do; once for each rule is enough */
export function findingLines(finding: Finding, reasoned: boolean): string[] {
  const head = `  ${markOf(finding)} ${finding.id}${labelOf(finding)}`;
  const place = finding.place ? [at(finding.place)] : [];
  const uses = finding.operations.map((use) => `${use.name} (${at(use.place)})`);
  if (markOf(finding) === '·' && !finding.approval) return [`${head}: ${finding.message}`];
  return [
    head,
    ...[
      ...place,
      ...finding.message.split('\n'),
      ...(uses.length > 0 ? [`Operations: ${uses.join(', ')}`] : []),
      ...clientLines(finding),
      ...(finding.approval
        ? [`Approved until ${finding.approval.expires}: ${finding.approval.reason}`]
        : []),
      ...(reasoned && markOf(finding) !== '·'
        ? [`Why: ${finding.why}`, `Do:  ${finding.fix}`]
        : []),
    ].map((line) => `      ${line}`),
  ];
}

function approvalLines({ approvals }: Report): string[] {
  const { used, unused } = approvals;
  if (used.length + unused.length === 0) return ['Approvals: none', ''];
  return [
    'Approvals',
    ...used.map(({ id, reason, expires }) => `  used    ${id}, until ${expires}: ${reason}`),
    ...unused.map(({ id, expires }) => `  unused  ${id}, until ${expires}: take it out`),
    '',
  ];
}
