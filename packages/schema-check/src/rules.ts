import { ChangeType } from '@graphql-inspector/core';
import { architectureRules } from './rules/architecture.ts';
import { changeRules } from './rules/changes.ts';
import { graphRules } from './rules/graph.ts';
import { lintRules } from './rules/lint.ts';
import { trafficRules } from './rules/traffic.ts';
import type { SectionName, Severity } from './finding.ts';

/** What a rule is about, in words for the person it stops. */
export interface Rule {
  section: SectionName;
  severity: Severity;
  title: string;
  why: string;
  fix: string;
}

const rules = new Map<string, Rule>(
  Object.entries({
    ...graphRules,
    ...changeRules,
    ...architectureRules,
    ...lintRules,
    ...trafficRules,
  }),
);

/** Every kind of change the diff can report is a rule, so that its severity can be configured. */
for (const type of Object.values(ChangeType)) {
  const name = changeRuleName(type);
  if (!rules.has(name)) {
    rules.set(name, {
      section: 'changes',
      severity: 'info',
      title: `The API changed: ${name.replaceAll('-', ' ')}`,
      why: 'The composed API differs from the base in this point.',
      fix: 'Nothing, unless an operation is listed.',
    });
  }
}

export function changeRuleName(type: string): string {
  return type.toLowerCase().replaceAll('_', '-');
}

export const ruleNames = (): string[] => [...rules.keys()].sort();

export const findRule = (name: string): Rule | undefined => rules.get(name);

export function ruleNamed(name: string): Rule {
  const rule = rules.get(name);
  if (!rule) throw new Error(`no rule is called ${name}`);
  return rule;
}
