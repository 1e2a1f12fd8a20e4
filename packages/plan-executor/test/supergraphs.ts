import { readdirSync, readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { Supergraph, type Schema } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse, type GraphQLSchema } from 'graphql';

export interface Federation {
  readonly name: string;
  readonly supergraphSdl: string;
  readonly supergraphSchema: GraphQLSchema;
  readonly apiSchema: Schema;
  readonly graphqlSchema: GraphQLSchema;
  readonly planner: QueryPlanner;
  readonly subgraphs: ReadonlyMap<string, GraphQLSchema>;
}

const fixtures = new URL('fixtures/', import.meta.url);

/** Composes the subgraphs in one folder of fixtures. */
export function loadFederation(name: string): Federation {
  const folder = new URL(`${name}/`, fixtures);
  const services = readdirSync(folder).map((file) => ({
    name: file.replace('.graphql', ''),
    url: `http://${file}`,
    typeDefs: parse(readFileSync(new URL(file, folder), 'utf8')),
  }));
  const { errors, supergraphSdl } = composeServices(services);
  if (errors) throw new AggregateError(errors, errors.map(String).join('\n'));
  const supergraph = Supergraph.build(supergraphSdl);
  const apiSchema = supergraph.apiSchema();
  return {
    name,
    supergraphSdl,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    apiSchema,
    graphqlSchema: apiSchema.toGraphQLJSSchema(),
    planner: new QueryPlanner(supergraph, {
      // Random operations would otherwise cost seconds of planning; any plan will do.
      debug: { maxEvaluatedPlans: 16, pathsLimit: 60 },
    }),
    subgraphs: new Map(
      services.map((s) => [s.name, buildSubgraphSchema({ typeDefs: s.typeDefs })]),
    ),
  };
}
