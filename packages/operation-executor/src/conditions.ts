import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  visit,
  type DirectiveNode,
  type DocumentNode,
} from 'graphql';
import type { Conditions } from './collect-fields.ts';

const conditional = new Set([GraphQLSkipDirective.name, GraphQLIncludeDirective.name]);
// Each combination of their values is planned by itself.
const maxVariables = 6;

/** The variables that decide what is selected; undefined for more than should be planned for. */
export function conditionVariables(document: DocumentNode): readonly string[] | undefined {
  const names = new Set<string>();
  visit(document, {
    Directive: (directive) => {
      for (const name of variablesOf(directive)) names.add(name);
    },
  });
  return names.size <= maxVariables ? [...names] : undefined;
}

const variablesOf = ({ name, arguments: given }: DirectiveNode): string[] =>
  conditional.has(name.value)
    ? (given ?? []).flatMap(({ value }) => (value.kind === 'Variable' ? [value.name.value] : []))
    : [];

/** The values of condition variables; undefined unless all are true or false. */
export function conditionsOf(
  names: readonly string[],
  variables: Readonly<Record<string, unknown>>,
): Conditions | undefined {
  const conditions: Record<string, boolean> = {};
  for (const name of names) {
    const value = variables[name];
    if (typeof value !== 'boolean') return undefined;
    conditions[name] = value;
  }
  return conditions;
}
