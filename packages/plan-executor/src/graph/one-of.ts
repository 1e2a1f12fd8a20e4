import { isInputObjectType, type GraphQLSchema } from 'graphql';

/** Marks the input types that a supergraph says to be `@oneOf`, which Apollo's API schema leaves out. */
export function markOneOf(schema: GraphQLSchema, supergraphSchema: GraphQLSchema): void {
  for (const type of Object.values(supergraphSchema.getTypeMap())) {
    const own = schema.getType(type.name);
    if (isInputObjectType(type) && type.isOneOf && isInputObjectType(own)) own.isOneOf = true;
  }
}
