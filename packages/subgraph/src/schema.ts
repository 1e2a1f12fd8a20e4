import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse, type GraphQLSchema } from 'graphql';
import { guard, isResolver, type AccessRules, type Resolver } from './access.ts';
import { answerReferences } from './references.ts';

type Resolvers = Parameters<typeof guard>[0];
type ResolverMap = Extract<
  Parameters<typeof buildSubgraphSchema>[0],
  { typeDefs: unknown }
>['resolvers'];

export interface SubgraphDefinition {
  /** Text of the module's `schema.graphql`. */
  readonly sdl: string;
  readonly resolvers: Resolvers;
  readonly rules: AccessRules;
  /** Types of other modules that this one adds fields to; each of those fields needs a rule. */
  readonly contributes: readonly string[];
}

/** The module's schema with the access rules in front of its resolvers. */
export function createExecutableSubgraph(definition: SubgraphDefinition): GraphQLSchema {
  const { sdl, resolvers, rules, contributes } = definition;
  const guarded = guard(resolvers, rules, contributes);
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: guarded as ResolverMap });
  answerReferences(schema, (type) => referenceReader(guarded[type]));
  return schema;
}

function referenceReader(fields: unknown): Resolver | undefined {
  if (typeof fields !== 'object' || fields === null || !('__resolveReference' in fields))
    return undefined;
  const { __resolveReference: read } = fields;
  return isResolver(read) ? read : undefined;
}
