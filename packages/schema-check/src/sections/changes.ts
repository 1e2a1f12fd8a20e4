import { diff } from '@graphql-inspector/core';
import { validate } from '../graphql.ts';
import { judgeChange } from '../changes/judge.ts';
import { significant } from '../changes/significant.ts';
import { usageOf } from '../changes/usage.ts';
import { type Context, type Section, notJudged } from '../context.ts';
import { type Finding, type Verdict, makeFinding } from '../finding.ts';
import type { JudgedOperation } from '../judged-operations.ts';
import { locate } from '../locate.ts';

export async function judgeChanges(context: Context): Promise<Section> {
  const { base, head } = context;
  const [before, after] = [base.graph.composed, head.graph.composed];
  if (!after) return notJudged('changes', 'the subgraphs do not compose');
  if (!before) return notJudged('changes', 'the subgraphs of the base do not compose');
  const usage = usageOf(before.api, context.operations);
  const isInvalid = remembered(({ document }: JudgedOperation) => {
    const faults = validate(after.api, document).map(({ message }) => message);
    if (faults.length === 0) return false;
    const known = new Set(validate(before.api, document).map(({ message }) => message));
    return faults.some((message) => !known.has(message));
  });
  const isRead = (name: string) => usage.of(`read ${name}`).length > 0;
  const changes = significant(await diff(before.api, after.api), isRead);
  const findings = changes.map((change): Finding => {
    const judged = judgeChange(change, usage, { before: before.api, after: after.api }, isInvalid);
    const place = locate(judged.coordinate, head.project.subgraphs, base.project.subgraphs);
    return makeFinding(judged.rule, judged.subject, judged.message, {
      verdict: judged.verdict,
      severity: judged.severity,
      operations: judged.uses.map(({ label, place: at }) => ({ name: label, place: at })),
      ...(place && { place }),
    });
  });
  return { name: 'changes', summary: summaryOf(findings), findings, details: [] };
}

/** An operation is concerned by many changes, and validating it against a large schema takes its time. */
function remembered(judge: (operation: JudgedOperation) => boolean) {
  const judged = new Map<JudgedOperation, boolean>();
  return (operation: JudgedOperation): boolean => {
    const known = judged.get(operation) ?? judge(operation);
    judged.set(operation, known);
    return known;
  };
}

function summaryOf(findings: Finding[]): string {
  if (findings.length === 0) return 'the API is the same';
  const number = (verdict: Verdict) => findings.filter((each) => each.verdict === verdict).length;
  return `${number('BREAKING')} breaking, ${number('UNUSED')} unused, ${number('SAFE')} safe`;
}
