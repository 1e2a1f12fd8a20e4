import type { Section } from '../context.ts';
import { type Finding, fails } from '../finding.ts';
import { type Report, worstFirst } from '../report.ts';
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

export function renderMarkdown(report: Report): string {
  const blocks = [
    `## ${title(report)}`,
    `**${conclusion(report)}**`,
    ...report.notes.map((note) => `> ${note}`),
    table(['', 'section', 'result'], report.sections.map(sectionRow)),
    ...report.sections.flatMap(sectionBlocks),
    ...approvalBlocks(report),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const sectionRow = ({ name, summary, notJudged, findings }: Section): string[] => [
  markOfSection(findings, notJudged),
  name,
  summary,
];

function sectionBlocks({ name, findings, details }: Section): string[] {
  const listed = worstFirst(shown(findings));
  const attention = listed.filter((finding) => markOf(finding) !== '·' || finding.approval);
  const rest = listed.filter((finding) => !attention.includes(finding));
  const quiet = [
    ...rest.map((finding) => `\`${finding.id}\`${labelOf(finding)} ${escape(finding.message)}`),
    ...details.map(escape),
  ];
  const known = knownNote(findings);
  if (listed.length === 0 && details.length === 0) return [];
  return [
    `### ${name}`,
    ...attention.map(findingBlock),
    ...(known ? [`${known}.`] : []),
    ...(quiet.length > 0
      ? [
          `<details><summary>${quiet.length} more</summary>\n\n${quiet.map((line) => `- ${line}`).join('\n')}\n\n</details>`,
        ]
      : []),
  ];
}

function findingBlock(finding: Finding): string {
  const uses = finding.operations.map((use) => `${escape(use.name)} (\`${at(use.place)}\`)`);
  const lines = [
    `${markOf(finding)} **\`${finding.id}\`**${labelOf(finding)}`,
    ...(finding.place ? [`\`${at(finding.place)}\``] : []),
    escape(finding.message),
    ...(uses.length > 0 ? [`Operations: ${uses.join(', ')}`] : []),
    ...clientLines(finding).map(escape),
    ...(finding.approval
      ? [`Approved until ${finding.approval.expires}: ${escape(finding.approval.reason)}`]
      : []),
    ...(fails(finding) || !finding.approval
      ? [`*Why:* ${finding.why}`, `*Do:* ${finding.fix}`]
      : []),
  ];
  return lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`)).join('<br>\n');
}

function approvalBlocks({ approvals }: Report): string[] {
  const rows = [
    ...approvals.used.map(({ id, reason, expires }) => [
      'used',
      `\`${id}\``,
      expires,
      escape(reason),
    ]),
    ...approvals.unused.map(({ id, expires }) => ['unused', `\`${id}\``, expires, 'take it out']),
  ];
  return rows.length === 0
    ? ['Approvals: none.']
    : ['### approvals', table(['', 'finding', 'until', 'reason'], rows)];
}

/** A Markdown table. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Schema texts may contain characters that mean something in Markdown or HTML. */
const escape = (text: string): string =>
  text.replace(/[\\`*_<>[\]]/g, (character) => `\\${character}`).replaceAll('\n', ' ');
