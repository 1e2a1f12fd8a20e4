import type { GraphQLFormattedError } from 'graphql';
import type { ResponsePath } from '@apollo/query-planner';
import type { FetchShape } from './fetched/fetch-shape.ts';
import type { JsonRecord } from './json.ts';

/** What is the same for every request of one fetch node. */
export interface FetchTemplate {
  readonly serviceName: string;
  readonly query: string;
  readonly operationName: string | undefined;
  readonly kind: 'query' | 'mutation';
  /** Where the answer goes in the response; `@` stands for every element of a list. */
  readonly path: ResponsePath;
  /** True for a request to `_entities`, which a query may repeat safely. */
  readonly forEntities: boolean;
  /** What it selects, for whoever checks the subgraph's responses. */
  readonly shape: FetchShape;
  /** The request body's JSON up to the value of `variables`. */
  readonly bodyStart: string;
}

/** One request to one subgraph. */
export class SubgraphRequest {
  readonly template: FetchTemplate;
  readonly variables: JsonRecord;

  constructor(template: FetchTemplate, variables: JsonRecord) {
    this.template = template;
    this.variables = variables;
  }

  get serviceName(): string {
    return this.template.serviceName;
  }

  get query(): string {
    return this.template.query;
  }

  get operationName(): string | undefined {
    return this.template.operationName;
  }

  get kind(): 'query' | 'mutation' {
    return this.template.kind;
  }

  get shape(): FetchShape {
    return this.template.shape;
  }

  get path(): ResponsePath {
    return this.template.path;
  }

  /** The POST body as JSON text; only the variables are printed here. */
  body(): string {
    return `${this.template.bodyStart}${JSON.stringify(this.variables)}}`;
  }
}

/** A subgraph's parsed answer. */
export interface SubgraphResponse {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<JsonRecord>;
}

/**
 * Sends one request. What it throws becomes one error of the response, unchanged if it is a
 * GraphQLError.
 */
export type SubgraphFetch = (request: SubgraphRequest) => Promise<SubgraphResponse>;
