import { type Finding, type Place, fails } from '../finding.ts';
import { failuresOf, type Report } from '../report.ts';
import { count } from '../text.ts';

const mostClients = 10;

export const at = ({ file, line, column, at: side }: Place): string =>
  `${file}:${line}:${column}${side === 'base' ? ' (at the base)' : ''}`;

/** What a reader is shown one by one; what the base has too is only counted. */
export const shown = (findings: Finding[]): Finding[] => findings.filter(({ known }) => !known);

export function markOf(finding: Finding): '✖' | '!' | '·' {
  if (fails(finding)) return '✖';
  return finding.severity === 'info' || finding.approval ? '·' : '!';
}

export function markOfSection(findings: Finding[], notJudged: string | undefined): string {
  if (notJudged !== undefined) return '–';
  if (findings.some(fails)) return '✖';
  return shown(findings).some((finding) => markOf(finding) === '!') ? '!' : '✔';
}

/** `[BREAKING]`, `[approved]`, or nothing. */
export const labelOf = ({ verdict, approval }: Finding): string =>
  [verdict, approval && 'approved']
    .filter(Boolean)
    .map((label) => ` [${label}]`)
    .join('');

/** `web 3.2: 12,401 requests …` for those who use it most; the rest are counted. */
export function clientLines({ clients = [] }: Finding): string[] {
  const rest = clients.length - mostClients;
  const lines = clients.slice(0, mostClients).map(({ text }) => text);
  return rest > 0 ? [...lines, `and ${count(rest, 'more client')}`] : lines;
}

export const title = ({ base, subgraphs, operations }: Report): string =>
  `Schema check against ${base.name} (${base.commit.slice(0, 7)}): ${count(subgraphs.length, 'subgraph')}, ${count(operations, 'operation')}`;

export function conclusion(report: Report): string {
  const failures = failuresOf(report).length;
  return failures === 0 ? 'Nothing to fix.' : `${count(failures, 'finding')} to fix.`;
}

export const knownNote = (findings: Finding[]): string | undefined => {
  const known = findings.filter((finding) => finding.known).length;
  return known > 0 ? `${count(known, 'finding')} that the base has too` : undefined;
};
