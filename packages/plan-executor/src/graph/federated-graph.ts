import { operationFromDocument, Supergraph, type Schema } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan, type QueryPlannerConfig } from '@apollo/query-planner';
import { parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { refuse, UnsupportedOperationError } from '../refusal.ts';
import { markOneOf } from './one-of.ts';
import { Overrides } from './overrides.ts';
import { readRequirements, type Requirements } from './requirements.ts';

export interface FederatedGraphOptions {
  readonly planner?: QueryPlannerConfig;
  /** Labels of `@override` that are on, besides percentages, which each request draws. */
  readonly overrideLabels?: ReadonlySet<string>;
}

/** A supergraph with its planner. */
export class FederatedGraph {
  /** What clients see. */
  readonly apiSchema: Schema;
  /** The same as graphql-js has it, for validation of requests. */
  readonly schema: GraphQLSchema;
  readonly supergraphSchema: GraphQLSchema;
  readonly requirements: Requirements;
  readonly overrides: Overrides;
  readonly #supergraph: Supergraph;
  readonly #planner: QueryPlanner;
  readonly #subgraphSchemas = new Map<string, GraphQLSchema>();

  /**
   * @param supergraph its text, or what has been built of it
   * @throws when the supergraph is not one that Apollo's gateway would load
   */
  constructor(supergraph: string | Supergraph, options: FederatedGraphOptions = {}) {
    this.#supergraph = typeof supergraph === 'string' ? Supergraph.build(supergraph) : supergraph;
    this.apiSchema = this.#supergraph.apiSchema();
    this.schema = this.apiSchema.toGraphQLJSSchema();
    this.supergraphSchema = this.#supergraph.schema.toGraphQLJSSchema();
    markOneOf(this.schema, this.supergraphSchema);
    this.requirements = readRequirements(this.supergraphSchema);
    this.overrides = new Overrides(this.supergraphSchema, options.overrideLabels ?? new Set());
    this.#planner = new QueryPlanner(this.#supergraph, options.planner);
  }

  /** @throws UnsupportedOperationError when no plan can be made */
  plan(document: DocumentNode, overrideConditions: Map<string, boolean>): QueryPlan {
    try {
      const operation = operationFromDocument(this.apiSchema, document);
      return this.#planner.buildQueryPlan(operation, { overrideConditions });
    } catch (error) {
      throw UnsupportedOperationError.because('no plan can be made for it', error);
    }
  }

  /**
   * Reads a planned operation, and makes sure that it is one which its subgraph can execute.
   * @throws UnsupportedOperationError
   */
  readFetch(serviceName: string, operation: string): DocumentNode {
    const document = parse(operation, { noLocation: true });
    const [error] = validate(this.#schemaOf(serviceName), document, undefined, { maxErrors: 1 });
    if (error)
      refuse(`the operation planned for ${serviceName} is not valid there (${error.message})`);
    return document;
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
