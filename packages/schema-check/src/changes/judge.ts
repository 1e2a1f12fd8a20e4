import { type Change, ChangeType, CriticalityLevel } from '@graphql-inspector/core';
import type { GraphQLSchema } from 'graphql';
import type { Severity, Verdict } from '../finding.ts';
import type { JudgedOperation } from '../judged-operations.ts';
import { changeRuleName } from '../rules.ts';
import { count } from '../text.ts';
import { describe } from './describe.ts';
import type { Usage } from './usage.ts';

export interface JudgedChange {
  rule: string;
  /** What the id is made of: the coordinate, and what tells two changes of it apart. */
  subject: string;
  coordinate: string;
  message: string;
  verdict: Verdict;
  severity: Severity;
  uses: JudgedOperation[];
}

/** Judges one difference of the API by what the operations use. */
export function judgeChange(change: Change, usage: Usage, after: GraphQLSchema): JudgedChange {
  const described = describe(change, after);
  const { coordinate, subject = coordinate, rule = changeRuleName(change.type) } = described;
  const uses = usage.of(...described.usedBy);
  const judged = { rule, subject, coordinate, uses };
  const as = (verdict: Verdict, severity: Severity, note = '') => ({
    ...judged,
    verdict,
    severity,
    message: change.message + note,
  });
  if (change.type === ChangeType.EnumValueRemoved && uses.length === 0) {
    const readers = usage.of(`read ${coordinate.split('.')[0]}`);
    if (readers.length > 0)
      return {
        ...as(
          'SAFE',
          'warning',
          `; no operation sends it, ${count(readers.length, 'operation reads', 'operations read')} the enum`,
        ),
        uses: readers,
      };
  }
  const breaks = described.breaks ?? change.criticality.level === CriticalityLevel.Breaking;
  if (breaks && uses.length > 0) return as('BREAKING', 'error', argumentNote(coordinate, usage));
  if (breaks) return as('UNUSED', 'info', '; no operation uses it');
  const asksForAttention = change.criticality.level === CriticalityLevel.Dangerous;
  return as('SAFE', asksForAttention && uses.length > 0 ? 'warning' : 'info');
}

/** An argument is judged by its field; this says how many operations pass it themselves. */
function argumentNote(coordinate: string, usage: Usage): string {
  if (!coordinate.includes('(')) return '';
  const passing = usage.of(coordinate).length;
  return `; ${count(passing, 'operation passes', 'operations pass')} the argument`;
}
