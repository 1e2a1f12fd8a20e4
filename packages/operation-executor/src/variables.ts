import {
  getVariableValues,
  isInputObjectType,
  isListType,
  isNonNullType,
  typeFromAST,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  type VariableDefinitionNode,
  isInputType,
} from 'graphql';

type Values = Record<string, unknown>;
export type ReadVariables = (given: Readonly<Values>) => Values | readonly GraphQLError[];

const maxErrors = 50;
/** The value needs the whole way, for its meaning or for its error. */
const unclear = Symbol('unclear');

/** How the variables of an operation are read: quickly while all is well, by graphql-js when anything is unusual. */
export function compileVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): ReadVariables {
  const readers = definitions.map((definition) => ({
    name: definition.variable.name.value,
    hasDefault: definition.defaultValue !== undefined,
    read: readerOf(typeFromNode(schema, definition)),
  }));
  const readAll = (given: Readonly<Values>): ReturnType<ReadVariables> => {
    const { errors, coerced } = getVariableValues(schema, definitions, given, { maxErrors });
    return errors ?? coerced;
  };
  return (given) => {
    const values: Values = {};
    for (const { name, hasDefault, read } of readers) {
      const isGiven = Object.hasOwn(given, name);
      if (!isGiven && (hasDefault || read(null) === unclear)) return readAll(given);
      if (!isGiven) continue;
      const value = read(given[name]);
      if (value === unclear) return readAll(given);
      values[name] = value;
    }
    return values;
  };
}

function typeFromNode(schema: GraphQLSchema, { type }: VariableDefinitionNode) {
  const found = typeFromAST(schema, type);
  return found && isInputType(found) ? found : undefined;
}

type Read = (value: unknown) => unknown;

function readerOf(type: GraphQLInputType | undefined): Read {
  if (!type || isInputObjectType(type)) return () => unclear;
  if (isNonNullType(type)) {
    const read = readerOf(type.ofType);
    return (value) => (value === null || value === undefined ? unclear : read(value));
  }
  if (isListType(type)) return readerOfList(readerOf(type.ofType));
  return (value) => {
    if (value === null) return null;
    try {
      const parsed: unknown = type.parseValue(value);
      return parsed ?? unclear;
    } catch {
      return unclear;
    }
  };
}

const readerOfList =
  (read: Read): Read =>
  (list) => {
    if (list === null) return null;
    if (!Array.isArray(list)) return unclear;
    const values = list.map(read);
    return values.includes(unclear) ? unclear : values;
  };
