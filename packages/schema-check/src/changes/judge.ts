import { CriticalityLevel } from '@graphql-inspector/core';
import type { GraphQLSchema } from '../graphql.ts';
import type { Severity, Verdict } from '../finding.ts';
import type { JudgedOperation } from '../judged-operations.ts';
import { changeRuleName } from '../rules.ts';
import { count } from '../text.ts';
import { describe } from './describe.ts';
import type { Usage } from './usage.ts';
import type { ApiChange } from './api-change.ts';

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

/**
 * Judges one difference of the API by what the operations use.
 * @param isInvalid whether an operation is refused by the new API
 */
export function judgeChange(
  change: ApiChange,
  usage: Usage,
  { before, after }: { before: GraphQLSchema; after: GraphQLSchema },
  isInvalid: (operation: JudgedOperation) => boolean,
): JudgedChange {
  const described = describe(change, after);
  const { coordinate, subject = coordinate, rule = changeRuleName(change.type) } = described;
  const level: string = change.criticality.level;
  const breaks = described.breaks ?? level === CriticalityLevel.Breaking;
  const ifInvalid = usage.of(...(described.usedIfInvalid ?? [])).filter(isInvalid);
  const uses = [...new Set([...usage.of(...described.usedBy), ...ifInvalid])];
  const watching = usage.of(...(described.watchedBy ?? []));
  const as = (verdict: Verdict, severity: Severity, note = '', by = uses) => ({
    ...{ rule, subject, coordinate, uses: by, verdict, severity },
    message: change.message + note,
  });
  if (breaks && uses.length > 0) return as('BREAKING', 'error', argumentNote(coordinate, usage));
  if (breaks && watching.length > 0) {
    const told = count(
      watching.length,
      'operation that uses it keeps',
      'operations that use it keep',
    );
    return as('SAFE', 'warning', `; ${told} working`, watching);
  }
  if (breaks && isRootField(coordinate, before))
    return as(
      'UNUSED',
      'warning',
      '; no known operation uses it: are those of all front ends known?',
    );
  if (breaks) return as('UNUSED', 'info', '; no operation uses it');
  const dangerous = described.warns ?? level === CriticalityLevel.Dangerous;
  const warns = dangerous && uses.length > 0;
  return as('SAFE', warns ? 'warning' : 'info');
}

/** A field of Query or Mutation is there to be called, so that nobody is known to call it is a gap rather than an excuse. */
function isRootField(coordinate: string, schema: GraphQLSchema): boolean {
  const [type, field, ...rest] = coordinate.split('.');
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return field !== undefined && rest.length === 0 && roots.some((root) => root?.name === type);
}

/** An argument is judged by its field; this says how many operations pass it themselves. */
function argumentNote(coordinate: string, usage: Usage): string {
  if (!coordinate.includes('(')) return '';
  const passing = usage.of(coordinate).length;
  return `; ${count(passing, 'operation passes', 'operations pass')} the argument`;
}
