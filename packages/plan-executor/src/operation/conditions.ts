import {
  GraphQLError,
  Kind,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import type { JsonRecord } from '../json.ts';

type ConditionValue = boolean | null;

function conditionOf(selection: SelectionNode, name: 'skip' | 'include') {
  const found = selection.directives?.find((directive) => directive.name.value === name);
  return found && valueNodeOf(found);
}

function valueNodeOf({ arguments: given }: DirectiveNode) {
  return given?.find(({ name }) => name.value === 'if')?.value;
}

/** The values of one request that decide which parts of an operation take part in it. */
export class Conditions {
  readonly #values: ReadonlyMap<string, ConditionValue>;

  constructor(values: ReadonlyMap<string, ConditionValue>) {
    this.#values = values;
  }

  /** Undefined when the condition is null, which no value of `Boolean!` can be. */
  includes(selection: SelectionNode): boolean | undefined {
    if (!selection.directives?.length) return true;
    const skipped = this.#holds(selection, 'skip', false);
    if (skipped !== false) return skipped === null ? undefined : false;
    return this.#holds(selection, 'include', true) ?? undefined;
  }

  #holds(selection: SelectionNode, name: 'skip' | 'include', absent: boolean): ConditionValue {
    const value = conditionOf(selection, name);
    if (value === undefined) return absent;
    if (value.kind === Kind.BOOLEAN) return value.value;
    return value.kind === Kind.VARIABLE ? (this.#values.get(value.name.value) ?? null) : null;
  }
}

/** What one server reports for a condition whose variable is null, at the place of the object around it. */
export function nullCondition(selection: SelectionNode): GraphQLError {
  const message = 'Argument "if" of non-null type "Boolean!" must not be null.';
  return new GraphQLError(message, { nodes: selection });
}

/** Reads the conditions of an operation from a request's variables. */
export interface ConditionReader {
  /** Equal texts, equal conditions. */
  keyOf(variables: Readonly<JsonRecord>): string;
  read(variables: Readonly<JsonRecord>): Conditions;
}

function namesIn(document: DocumentNode): Set<string> {
  const names = new Set<string>();
  visit(document, {
    Directive(node) {
      if (node.name.value !== 'skip' && node.name.value !== 'include') return;
      const value = valueNodeOf(node);
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return names;
}

export function compileConditions(
  document: DocumentNode,
  definition: OperationDefinitionNode,
): ConditionReader {
  const used = namesIn(document);
  const standards = new Map<string, ConditionValue>();
  for (const { variable, defaultValue } of definition.variableDefinitions ?? []) {
    const name = variable.name.value;
    if (!used.has(name)) continue;
    standards.set(name, defaultValue?.kind === Kind.BOOLEAN ? defaultValue.value : null);
  }
  const valueOf = (variables: Readonly<JsonRecord>, name: string, standard: ConditionValue) => {
    const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (given === undefined) return standard;
    return typeof given === 'boolean' ? given : null;
  };
  return {
    keyOf(variables) {
      let key = '';
      for (const [name, standard] of standards) {
        const value = valueOf(variables, name, standard);
        key += value === null ? 'n' : value ? '1' : '0';
      }
      return key;
    },
    read: (variables) =>
      new Conditions(
        new Map(
          [...standards].map(([name, standard]) => [name, valueOf(variables, name, standard)]),
        ),
      ),
  };
}
