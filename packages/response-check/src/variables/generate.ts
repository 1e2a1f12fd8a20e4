import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  TypeInfo,
  isNonNullType,
  typeFromAST,
  visit,
  visitWithTypeInfo,
  type VariableDefinitionNode,
} from 'graphql';
import type { Seed } from '../seed.ts';
import { candidatesFor, type Numbering, type Use } from './candidates.ts';

export type Variables = Readonly<Record<string, unknown>>;

interface Variable extends Use {
  readonly variable: string;
  readonly required: boolean;
}

/**
 * Sets of variables for an operation: the most ordinary ones, then each variable varied by itself, then with everything that may
 * be left out. At most `limit` sets.
 */
export function generateVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  { seed, next, limit }: { readonly seed: Seed; readonly next: Numbering; readonly limit: number },
): Variables[] {
  const variables = variablesOf(schema, document);
  // Each set has texts of its own, so that what one call takes is not missing in the next.
  const valuesOf = (variable: Variable) => candidatesFor(variable, seed, next);
  const ordinary = (chosen: readonly Variable[]): Record<string, unknown> =>
    Object.fromEntries(
      chosen
        .map((variable) => [variable.variable, valuesOf(variable)[0]] as const)
        .filter(([, value]) => value !== undefined),
    );
  const required = variables.filter((variable) => variable.required);
  const optional = variables.filter((variable) => !variable.required);
  // Page by page from the front; from the back, or after no cursor, only by itself.
  const plain = optional.filter(({ name }) => !/^(after|before|last)$/.test(name));
  const varied = variables.map((variable) =>
    valuesOf(variable)
      .slice(variable.required ? 1 : 0)
      .map((value) => ({ ...ordinary(required), [variable.variable]: value })),
  );
  const sets = [
    ordinary(required),
    ...pagesOf(variables).map((page) => ({ ...ordinary(required), ...page })),
    ...(plain.length > 1 ? [{ ...ordinary(required), ...ordinary(plain) }] : []),
    ...inTurns(varied),
  ];
  return sets.slice(0, limit);
}

/** A page from the front and the one after it; then from the back. The cursors are those of the operation's last response. */
function pagesOf(variables: readonly Variable[]): Variables[] {
  const variableOf = (argument: string) =>
    variables.find(({ name }) => name === argument)?.variable;
  const ways = [
    { size: variableOf('first'), beyond: variableOf('after'), cursor: '$cursor.endCursor' },
    { size: variableOf('last'), beyond: variableOf('before'), cursor: '$cursor.startCursor' },
  ];
  return ways.flatMap(({ size, beyond, cursor }) => {
    if (size === undefined) return [];
    const page = { [size]: 3 };
    return beyond === undefined ? [page] : [page, { ...page, [beyond]: cursor }];
  });
}

/** The first of each list, then the second of each: a limit takes something from all of them. */
function inTurns<Item>(lists: readonly (readonly Item[])[]): Item[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) =>
    lists.flatMap((list) => list.slice(index, index + 1)),
  ).flat();
}

function variablesOf(schema: GraphQLSchema, document: DocumentNode): Variable[] {
  const declared = new Map<string, { type: GraphQLInputType; required: boolean }>();
  const uses = new Map<string, Variable>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      VariableDefinition(node) {
        const type = inputType(schema, node);
        const required = isNonNullType(type) && node.defaultValue === undefined;
        if (type) declared.set(node.variable.name.value, { type, required });
        return false;
      },
      Variable({ name: { value: variable } }) {
        const own = declared.get(variable);
        const field = info.getFieldDef()?.name ?? '';
        const name = lastName(info, variable);
        if (own && !uses.has(variable)) uses.set(variable, { ...own, variable, name, field });
      },
    }),
  );
  return [...uses.values()];
}

const inputType = (schema: GraphQLSchema, { type }: VariableDefinitionNode) =>
  typeFromAST(schema, type as never) as GraphQLInputType | undefined;

/** A variable inside an input has no argument of its own name there; its own name then says the most. */
const lastName = (info: TypeInfo, variable: string): string =>
  info.getParentInputType() && info.getInputType() && info.getArgument()
    ? (info.getArgument()?.name ?? variable)
    : variable;
