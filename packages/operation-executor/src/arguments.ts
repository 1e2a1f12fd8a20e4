import { BREAK, getArgumentValues, visit, type FieldNode, type GraphQLField } from 'graphql';
import type { FieldPlan } from './plan.ts';
import type { Run } from './run.ts';

type Values = Record<string, unknown>;

/**
 * How a field's arguments are read: once for all executions when no variable is in them and nothing within them could be
 * changed by a resolver, else once in each. A resolver is always given an object of its own.
 */
export function argumentsOf(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
): (run: Run, field: FieldPlan) => Values {
  if (definition.args.length === 0) return () => ({});
  const constant = constantArguments(definition, node);
  if (constant) return () => ({ ...constant });
  return (run, field) => {
    const known = run.arguments.get(field);
    if (known) return { ...known };
    const values = getArgumentValues(definition, node, run.variables);
    run.arguments.set(field, values);
    return { ...values };
  };
}

function constantArguments(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
): Values | undefined {
  if (node.arguments?.some(hasVariable)) return undefined;
  try {
    const values: Values = getArgumentValues(definition, node);
    return Object.values(values).every(isFlat) ? values : undefined;
  } catch {
    // Thrown again where it belongs, when the field is executed.
    return undefined;
  }
}

function hasVariable(argument: NonNullable<FieldNode['arguments']>[number]): boolean {
  let found = false;
  visit(argument, {
    Variable: () => {
      found = true;
      return BREAK;
    },
  });
  return found;
}

const isFlat = (value: unknown): boolean => typeof value !== 'object' || value === null;
