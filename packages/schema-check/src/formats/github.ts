import { type Finding, fails } from '../finding.ts';
import { failuresOf, findingsOf, type Report, worstFirst } from '../report.ts';
import { count } from '../text.ts';
import { clientLines, conclusion, markOf, shown } from './parts.ts';

/** GitHub shows ten annotations of a kind for a step; the worst are sent, the summary has them all. */
const most = 10;

/** Workflow commands that annotate the changed files. */
export function renderGithub(report: Report): string {
  const wanted = worstFirst(shown(findingsOf(report))).filter((finding) => markOf(finding) !== '·');
  const rest = wanted.length - most;
  const lines = [
    ...wanted.slice(0, most).map(annotation),
    ...(rest > 0 ? [`${count(rest, 'more finding')} in the step summary.`] : []),
    conclusion(report),
    ...failuresOf(report).map(({ id }) => `  ${id}`),
  ];
  return `${lines.join('\n')}\n`;
}

function annotation(finding: Finding): string {
  const { place, id, message, why, fix, operations } = finding;
  const where =
    place && place.at === 'head'
      ? `file=${property(place.file)},line=${place.line},col=${place.column},`
      : '';
  const uses =
    operations.length > 0 ? `\nOperations: ${operations.map(({ name }) => name).join(', ')}` : '';
  const clients = clientLines(finding).map((line) => `\n${line}`);
  const text = `${message}${uses}${clients.join('')}\nWhy: ${why}\nDo: ${fix}`;
  return `::${fails(finding) ? 'error' : 'warning'} ${where}title=${property(id)}::${data(text)}`;
}

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
