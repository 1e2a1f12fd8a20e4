import { isAbstractType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';

export type TypeMatcher = (typename: unknown) => boolean;

/**
 * Compiles a type condition into a test of `__typename`. The schema is the supergraph's and
 * not the API's, because keys may name what clients can't see.
 */
export function compileTypeMatcher(schema: GraphQLSchema, condition: string): TypeMatcher {
  const names = new Set<unknown>([condition]);
  const type = schema.getType(condition);
  if (isAbstractType(type)) {
    for (const candidate of Object.values(schema.getTypeMap())) {
      const composite = isObjectType(candidate) || isInterfaceType(candidate);
      if (composite && schema.isSubType(type, candidate)) names.add(candidate.name);
    }
  }
  return (typename) => names.has(typename);
}
