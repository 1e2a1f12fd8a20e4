import { findingLines } from './formats/text.ts';
import { findingsOf, type Report } from './report.ts';
import { type Rule, findRule, ruleNames } from './rules.ts';

/** What a rule is about; undefined when there is no such rule. */
export function explainRule(name: string): string | undefined {
  const rule = findRule(name);
  return rule && `${describe(name, rule)}\n`;
}

/** Everything about one finding of a report, with an approval to paste; undefined when the report has none of that id. */
export function explainFinding(report: Report, id: string): string | undefined {
  const finding = findingsOf(report).find((candidate) => candidate.id === id);
  if (!finding) return undefined;
  const approval = { id, reason: 'why it is right in this case', expires: 'YYYY-MM-DD' };
  const state = finding.known ? ['The base has it too, so it does not fail.'] : [];
  const lines = [
    ...findingLines(finding, false),
    ...state,
    '',
    `Why: ${finding.why}`,
    `Do:  ${finding.fix}`,
    '',
    'To let it pass this once, add to the approvals file:',
    `  ${JSON.stringify(approval)}`,
  ];
  return `${lines.join('\n')}\n`;
}

export const unknownSubject = (subject: string): string =>
  `there is no finding and no rule called «${subject}»; rules with words of their own: ${ruleNames().slice(0, 200).join(', ')}.`;

function describe(name: string, rule: Rule): string {
  const severity = rule.section === 'changes' ? 'by the operations that use it' : rule.severity;
  return [
    `${name} (section ${rule.section}, severity ${severity})`,
    rule.title,
    `Why: ${rule.why}`,
    `Do:  ${rule.fix}`,
  ].join('\n');
}
