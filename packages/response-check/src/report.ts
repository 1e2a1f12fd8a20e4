import type { Approval } from '@customer-graph/schema-check';
import type { Difference } from './differences.ts';
import type { Plan } from './read-plan.ts';

/** The result of a check. Its JSON form is the output of `--format json`. */
export interface Report {
  readonly base: { readonly name: string; readonly commit: string };
  readonly operations: number;
  readonly requests: number;
  readonly differences: readonly (Difference & { readonly approval?: Approval })[];
  readonly approvals: {
    readonly used: readonly Approval[];
    /** They approve nothing in this change: leftovers of one that is merged. */
    readonly unused: readonly Approval[];
  };
  /** Operations that could not be compared, in sentences. */
  readonly notes: readonly string[];
}

export interface Outcome {
  readonly base: Report['base'];
  readonly plan: Plan;
  readonly found: readonly Difference[];
  readonly approvals: readonly Approval[];
}

export function makeReport({ base, plan, found, approvals }: Outcome): Report {
  const differences = found.map((difference) => {
    const approval = approvals.find(({ id }) => id === difference.id);
    return approval ? { ...difference, approval } : difference;
  });
  const isUsed = ({ id }: Approval) => found.some((difference) => difference.id === id);
  return {
    base,
    operations: plan.operations,
    requests: plan.blocks.reduce(
      (sum, { before, mutations, after }) => sum + before.length + mutations.length + after.length,
      0,
    ),
    differences,
    approvals: {
      used: approvals.filter(isUsed),
      unused: approvals.filter((approval) => !isUsed(approval)),
    },
    notes: plan.notes,
  };
}

const failuresOf = ({ differences }: Report) =>
  differences.filter(({ approval }) => approval === undefined);

/** 0: every response is the same, or approved; 1: some differ. (2 is for a check that could not run, which has no report.) */
export const exitCodeOf = (report: Report): 0 | 1 => (failuresOf(report).length > 0 ? 1 : 0);

export function conclusion(report: Report): string {
  const { operations, requests, base, approvals } = report;
  const failures = failuresOf(report).length;
  const sent = `${operations} operations in ${requests} requests, compared with ${base.name} (${base.commit.slice(0, 12)})`;
  const approved = approvals.used.length > 0 ? `; ${approvals.used.length} approved` : '';
  return failures === 0
    ? `No response differs${approved}: ${sent}.`
    : `${failures === 1 ? '1 place differs' : `${failures} places differ`}${approved}: ${sent}.`;
}
