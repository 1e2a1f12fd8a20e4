import { conclusion, type Report } from '../report.ts';
import { shown } from './shown.ts';

export function renderText(report: Report): string {
  const lines: string[] = [];
  for (const difference of report.differences) {
    const { id, mix, times, base, head, variables, approval, afterMutations, file } = difference;
    lines.push(`${approval ? 'approved' : 'differs '}  ${id}`);
    if (mix !== 'head') lines.push(`          only with mixed versions: ${mix}`);
    lines.push(`          base ${shown(base)}`, `          head ${shown(head)}`);
    const more = times > 1 ? `; ${times} times` : '';
    const when = afterMutations ? ', after the mutations' : '';
    lines.push(`          ${file}${when}, with ${shown(variables)}${more}`);
    if (approval) lines.push(`          ${approval.reason} (until ${approval.expires})`);
  }
  for (const { id } of report.approvals.unused) lines.push(`unused approval: ${id}`);
  for (const note of report.notes) lines.push(`note: ${note}`);
  return `${[...lines, conclusion(report)].join('\n')}\n`;
}
