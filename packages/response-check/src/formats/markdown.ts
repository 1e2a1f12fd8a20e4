import { conclusion, type Report } from '../report.ts';
import { shown } from './shown.ts';

export function renderMarkdown(report: Report): string {
  const lines = ['## Response check', '', conclusion(report), ''];
  if (report.differences.length > 0) {
    lines.push('| id | base | head | |', '| --- | --- | --- | --- |');
    for (const { id, base, head, times, approval, mix } of report.differences) {
      const state = approval ? `approved: ${approval.reason}` : `${times} ×`;
      const mixed = mix === 'head' ? '' : `, only ${mix}`;
      lines.push(
        `| ${code(id)} | ${code(shown(base))} | ${code(shown(head))} | ${cell(state)}${mixed} |`,
      );
    }
    lines.push('');
  }
  for (const { id } of report.approvals.unused) lines.push(`- unused approval: ${code(id)}`);
  for (const note of report.notes) lines.push(`- ${note}`);
  return `${lines.join('\n').trimEnd()}\n`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const code = (text: string): string => `\`${cell(text).replaceAll('`', '’')}\``;
