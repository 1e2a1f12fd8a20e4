import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse, type GraphQLSchema } from 'graphql';
import { guard, type AccessRules } from './access.ts';
import { badUserInput } from './errors.ts';

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

const maxRepresentations = 1_000;

/** The module's schema with the access rules in front of its resolvers. */
export function createExecutableSubgraph(definition: SubgraphDefinition): GraphQLSchema {
  const { sdl, resolvers, rules, contributes } = definition;
  const schema = buildSubgraphSchema({
    typeDefs: parse(sdl),
    resolvers: guard(resolvers, rules, contributes) as ResolverMap,
  });
  limitRepresentations(schema);
  return schema;
}

function limitRepresentations(schema: GraphQLSchema): void {
  const field = schema.getQueryType()?.getFields()._entities;
  const resolve = field?.resolve;
  if (!field || !resolve) return;
  field.resolve = (parent, args: { representations: unknown[] }, context, info) => {
    if (args.representations.length > maxRepresentations) {
      throw badUserInput(`At most ${maxRepresentations} representations are answered at once.`);
    }
    return resolve(parent, args, context, info);
  };
}
