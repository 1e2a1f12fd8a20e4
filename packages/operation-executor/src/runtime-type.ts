import {
  defaultTypeResolver,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type ResponsePath,
} from 'graphql';
import type { Place } from './frame.ts';
import type { Run } from './run.ts';

/** The name of a value's type, or a promise of it, as the schema tells it. */
export function resolveType(
  type: GraphQLAbstractType,
  value: unknown,
  run: Run,
  { field, path }: Place,
): unknown {
  const resolve = type.resolveType ?? defaultTypeResolver;
  return resolve(value, run.context, run.infoOf(field, fieldPath(path)), type);
}

/** Resolvers are told the path of a field, not of an item in it. */
function fieldPath(path: ResponsePath): ResponsePath {
  let above = path;
  while (typeof above.key === 'number' && above.prev) above = above.prev;
  return above;
}

/** @throws Error where the name is not that of a possible type: a fault of the schema's resolvers */
export function possibleType(
  schema: GraphQLSchema,
  abstract: GraphQLAbstractType,
  name: unknown,
  field: string,
): GraphQLObjectType {
  const type = typeof name === 'string' ? schema.getType(name) : undefined;
  if (isObjectType(type) && schema.isSubType(abstract, type)) return type;
  throw new Error(
    `${field}: a value of ${abstract.name} was not told to be a possible type of it.`,
  );
}
