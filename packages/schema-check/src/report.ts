import type { Section } from './context.ts';
import { type Approval, type Finding, fails } from './finding.ts';

/** The result of a check. Its JSON form is the output of `--format json`. */
export interface Report {
  base: { name: string; commit: string };
  subgraphs: string[];
  operations: number;
  sections: Section[];
  approvals: {
    used: Approval[];
    /** They approve nothing in this change: leftovers of one that is merged. */
    unused: Approval[];
  };
  /** What a reader should know about how the check was done. */
  notes: string[];
}

export const findingsOf = ({ sections }: Report): Finding[] =>
  sections.flatMap(({ findings }) => findings);

export const failuresOf = (report: Report): Finding[] => findingsOf(report).filter(fails);

/** 0: nothing to fix; 1: findings. (2 is for a check that could not run, which has no report.) */
export const exitCodeOf = (report: Report): 0 | 1 => (failuresOf(report).length > 0 ? 1 : 0);

/** Errors before warnings, new before approved and known; otherwise in the order of the sections. */
export function worstFirst(findings: Finding[]): Finding[] {
  const rank = (finding: Finding) =>
    fails(finding)
      ? 0
      : finding.known || finding.approval
        ? 3
        : finding.severity === 'warning'
          ? 1
          : 2;
  return [...findings].sort((one, other) => rank(one) - rank(other));
}
