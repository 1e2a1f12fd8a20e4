import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CouldNotRun } from './could-not-run.ts';
import type { Approval, Finding } from './finding.ts';
import { parseJson } from './json-file.ts';

const approvalsShape = z.strictObject({
  approvals: z.array(
    z.strictObject({
      /** Id of a finding, as the report prints it. */
      id: z.string().regex(/^[a-z-]+:.+/, 'must be the id of a finding, «rule:subject»'),
      reason: z.string().trim().min(10, 'must say why, in at least ten characters'),
      /** Last day (UTC) on which it counts. */
      expires: z.iso.date('must be a day such as 2030-01-31'),
    }),
  ),
});

/** The approvals in a file; none when there is no such file. @throws CouldNotRun for a faulty or expired one. */
export async function readApprovals(root: string, file: string, today: Date): Promise<Approval[]> {
  const text = await readFile(join(root, file), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const result = approvalsShape.safeParse(parseJson(text, file));
  if (!result.success) {
    const faults = result.error.issues.map(
      (issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`,
    );
    throw new CouldNotRun(`${file} is not a list of approvals: ${faults.join('; ')}.`);
  }
  const { approvals } = result.data;
  const day = today.toISOString().slice(0, 10);
  const expired = approvals.filter(({ expires }) => expires < day);
  if (expired.length > 0) {
    const which = expired.map(({ id, expires }) => `${id} (${expires})`).join(', ');
    throw new CouldNotRun(
      `${file} has expired approvals: ${which}; take them out, or renew them with a reason that still holds.`,
    );
  }
  return approvals;
}

/** Marks the findings that are approved. What needs no approval gets none. */
export function approve(findings: Finding[], approvals: Approval[]): Finding[] {
  return findings.map((finding) => {
    if (finding.known || finding.severity === 'info') return finding;
    const approval = approvals.find(({ id }) => id === finding.id);
    return approval ? { ...finding, approval } : finding;
  });
}
