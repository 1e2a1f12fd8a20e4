import { operationFromDocument, Supergraph, type Schema } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan, type QueryPlannerConfig } from '@apollo/query-planner';
import { validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { parse } from 'graphql';
import { refuse } from '../refusal.ts';
import { readRequirements, type Requirements } from './requirements.ts';

/** A supergraph with its planner. */
export class FederatedGraph {
  /** What clients see. */
  readonly apiSchema: Schema;
  /** The same as graphql-js has it, for validation of requests. */
  readonly schema: GraphQLSchema;
  readonly supergraphSchema: GraphQLSchema;
  readonly requirements: Requirements;
  readonly #supergraph: Supergraph;
  readonly #planner: QueryPlanner;
  readonly #subgraphSchemas = new Map<string, GraphQLSchema>();

  /** Throws when the supergraph is not one that Apollo's gateway would load. */
  constructor(supergraphSdl: string, plannerConfig?: QueryPlannerConfig) {
    this.#supergraph = Supergraph.build(supergraphSdl);
    this.apiSchema = this.#supergraph.apiSchema();
    this.schema = this.apiSchema.toGraphQLJSSchema();
    this.supergraphSchema = this.#supergraph.schema.toGraphQLJSSchema();
    this.requirements = readRequirements(this.supergraphSchema);
    this.#planner = new QueryPlanner(this.#supergraph, plannerConfig);
  }

  /** Throws a GraphQLError for an operation that can't be planned. */
  plan(document: DocumentNode): QueryPlan {
    return this.#planner.buildQueryPlan(operationFromDocument(this.apiSchema, document));
  }

  /** Makes sure that a planned operation is one which its subgraph can execute. */
  checkFetch(serviceName: string, operation: string): void {
    const [error] = validate(this.#schemaOf(serviceName), parse(operation), undefined, {
      maxErrors: 1,
    });
    if (error)
      refuse(`the operation planned for ${serviceName} is not valid there (${error.message})`);
  }

  #schemaOf(serviceName: string): GraphQLSchema {
    const known = this.#subgraphSchemas.get(serviceName);
    if (known) return known;
    const subgraph = this.#supergraph.subgraphs().get(serviceName);
    if (!subgraph) refuse(`the plan names ${serviceName}, which is not in the graph`);
    const schema = subgraph.schema.toGraphQLJSSchema();
    this.#subgraphSchemas.set(serviceName, schema);
    return schema;
  }
}
