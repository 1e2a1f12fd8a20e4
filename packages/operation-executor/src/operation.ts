import {
  execute,
  getOperationAST,
  isObjectType,
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { compileFields } from './compile-fields.ts';
import { conditionsOf, conditionVariables } from './conditions.ts';
import { executeOperation } from './execute-operation.ts';
import type { FieldPlan, Source } from './plan.ts';
import { Run } from './run.ts';
import { compileVariables } from './variables.ts';

type Answer = ExecutionResult | Promise<ExecutionResult>;

export interface CompiledOperation {
  readonly isCompiled: boolean;
  /** Executes the operation. Errors are in the answer; they are never thrown. */
  execute(context: unknown, variables: Readonly<Record<string, unknown>>): Answer;
}

/**
 * Prepares an operation of a valid document for being executed often. Its answers are those of graphql-js, which also
 * executes what is not compiled: introspection, subscriptions, `isTypeOf`, and names that JavaScript objects cannot have.
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName?: string,
): CompiledOperation {
  const interpret = (contextValue: unknown, variableValues: Readonly<Record<string, unknown>>) =>
    execute({ schema, document, operationName, contextValue, variableValues });
  const source = sourceOf(schema, document, operationName);
  const names = conditionVariables(document);
  const root = source && schema.getRootType(source.operation.operation);
  if (!source || !names || !root) return { isCompiled: false, execute: interpret };

  const readVariables = compileVariables(schema, source.operation.variableDefinitions ?? []);
  const plans = new Map<string, readonly FieldPlan[]>();
  return {
    isCompiled: true,
    execute: (context, given) => {
      const variables = readVariables(given);
      if (isErrors(variables)) return { errors: variables };
      const conditions = conditionsOf(names, variables);
      if (!conditions) return interpret(context, given);
      const key = names.map((name) => Number(conditions[name])).join('');
      const fields =
        plans.get(key) ?? compileFields(source, conditions, root, [source.operation.selectionSet]);
      plans.set(key, fields);
      return executeOperation(new Run(source, context, variables), fields);
    },
  };
}

/** What is compiled; undefined for what is left to graphql-js. */
function sourceOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): Source | undefined {
  const operation = getOperationAST(document, operationName);
  if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return undefined;
  const types = Object.values(schema.getTypeMap());
  if (types.some((type) => isObjectType(type) && type.isTypeOf)) return undefined;
  let isPlain = true;
  visit(document, {
    Field: ({ name: { value: name }, alias }) => {
      const isIntrospection = name.startsWith('__') && name !== '__typename';
      // An object would take this key for its prototype.
      if (isIntrospection || alias?.value === '__proto__') isPlain = false;
    },
  });
  if (!isPlain) return undefined;
  const fragments = Object.fromEntries(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? [[definition.name.value, definition] as const]
        : [],
    ),
  );
  return { schema, operation, fragments };
}

const isErrors = (
  variables: ReturnType<ReturnType<typeof compileVariables>>,
): variables is Extract<typeof variables, readonly unknown[]> => Array.isArray(variables);
