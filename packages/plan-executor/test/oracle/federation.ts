import { composeServices } from '@apollo/composition';
import type { QueryPlannerConfig } from '@apollo/query-planner';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  execute,
  isInterfaceType,
  isObjectType,
  parse,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { FederatedGraph, type SubgraphRequest, type SubgraphResponse } from '../../src/index.ts';
import { GraphData, type Run } from './data.ts';
import { GraphModel, type SubgraphSource } from './model.ts';

/** Random operations would otherwise cost seconds of planning; any plan will do. */
const quickPlans: QueryPlannerConfig = {
  debug: { maxEvaluatedPlans: 16, pathsLimit: 60 },
};

export class CompositionError extends Error {}

/** The same data twice: behind subgraphs, and in one server. */
export class TestFederation {
  readonly sources: readonly SubgraphSource[];
  readonly supergraphSdl: string;
  readonly graph: FederatedGraph;
  readonly #data: GraphData;
  readonly #subgraphs = new Map<string, GraphQLSchema>();

  constructor(sources: readonly SubgraphSource[], config = quickPlans) {
    this.sources = sources;
    const services = sources.map(({ name, sdl }) => ({
      name,
      url: `http://${name}`,
      typeDefs: parse(sdl),
    }));
    const { errors, supergraphSdl } = composeServices(services);
    if (errors) throw new CompositionError(errors.map(String).join('\n'));
    this.supergraphSdl = supergraphSdl;
    this.graph = new FederatedGraph(supergraphSdl, { planner: config });
    const model = new GraphModel(sources);
    for (const { name, typeDefs } of services)
      this.#subgraphs.set(name, buildSubgraphSchema({ typeDefs, resolvers: {} }));
    this.#data = new GraphData(model, this.graph.schema, this.#subgraphs);
    const entities = [...model.types.values()].filter(({ isEntity }) => isEntity);
    for (const { name, typeDefs } of services) {
      const types = entities.map((entity) => this.#subgraphs.get(name)?.getType(entity.name));
      const resolvers = types
        .filter((type) => isObjectType(type) || isInterfaceType(type))
        .map((type) => [type.name, { __resolveReference: this.#resolveReference(type) }] as const);
      this.#subgraphs.set(
        name,
        buildSubgraphSchema({ typeDefs, resolvers: Object.fromEntries(resolvers) }),
      );
    }
  }

  #resolveReference(type: GraphQLNamedType): (reference: object) => unknown {
    return (reference) => this.#data.referenced(type, { ...reference });
  }

  get schema(): GraphQLSchema {
    return this.graph.schema;
  }

  subgraphSchema(name: string): GraphQLSchema | undefined {
    return this.#subgraphs.get(name);
  }

  get subgraphNames(): readonly string[] {
    return [...this.#subgraphs.keys()];
  }

  /** One server's response. */
  async monolith(source: string, variables: Record<string, unknown>, run: Run) {
    return execute({
      schema: this.schema,
      document: parse(source),
      variableValues: variables,
      contextValue: run,
      fieldResolver: this.#data.resolver(undefined),
    });
  }

  /** One subgraph's response, as it comes over the wire. */
  async subgraph(
    {
      serviceName,
      query,
      operationName,
      variables,
    }: Pick<SubgraphRequest, 'serviceName' | 'query' | 'operationName' | 'variables'>,
    run: Run,
  ): Promise<SubgraphResponse> {
    const schema = this.#subgraphs.get(serviceName);
    if (!schema) throw new Error(`No subgraph ${serviceName}`);
    const result = await execute({
      schema,
      document: parse(query),
      variableValues: JSON.parse(JSON.stringify(variables)),
      contextValue: run,
      fieldResolver: this.#data.resolver(serviceName),
      ...(operationName === undefined ? {} : { operationName }),
    });
    const received: unknown = JSON.parse(JSON.stringify(result));
    if (typeof received === 'object' && received !== null) return received;
    throw new Error('No response');
  }
}
