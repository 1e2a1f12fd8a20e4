import { type CompositionSuccess, composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { lostDirectives } from '@customer-graph/plan-executor/lost-directives';
import { type GraphQLError, type GraphQLSchema, buildSchema, printSchema } from './graphql.ts';
import type { Subgraph } from './project.ts';
import { firstLine } from './text.ts';

/** What a gateway makes of a composed supergraph. */
export interface Composed {
  supergraphSdl: string;
  supergraph: Supergraph;
  /** The schema that front ends see. */
  api: GraphQLSchema;
  planner: QueryPlanner;
}

export type CompositionHint = CompositionSuccess['hints'][number];

/** The result of composing subgraphs: `composed`, or the reason why there is none. */
export interface Graph {
  syntaxErrors: GraphQLError[];
  compositionErrors: GraphQLError[];
  hints: CompositionHint[];
  gatewayError?: string;
  composed?: Composed;
}

export function composeGraph(subgraphs: Subgraph[]): Graph {
  const syntaxErrors = subgraphs.flatMap(({ syntaxError }) => syntaxError ?? []);
  const graph = { syntaxErrors, compositionErrors: [], hints: [] };
  if (syntaxErrors.length > 0 || subgraphs.length === 0) return graph;
  const services = serviceList(subgraphs);
  const result = composeServices(services);
  if (result.errors) return { ...graph, compositionErrors: result.errors };
  const lost = lostDirectives(services, result.supergraphSdl);
  if (lost.length > 0) return { ...graph, hints: result.hints, gatewayError: lost.join('\n') };
  try {
    return { ...graph, hints: result.hints, composed: load(result.supergraphSdl) };
  } catch (error) {
    return { ...graph, hints: result.hints, gatewayError: firstLine(error) };
  }
}

/** Whether these subgraphs compose; the errors if not. */
export function compositionErrors(subgraphs: Subgraph[]): GraphQLError[] {
  return composeServices(serviceList(subgraphs)).errors ?? [];
}

function serviceList(subgraphs: Subgraph[]) {
  return subgraphs.flatMap(({ name, url, document }) =>
    document ? [{ name, url, typeDefs: document }] : [],
  );
}

/** The same call that @apollo/gateway makes, with its default list of supported features. */
function load(supergraphSdl: string): Composed {
  const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: true });
  const api = buildSchema(printSchema(supergraph.apiSchema().toGraphQLJSSchema()));
  return { supergraphSdl, supergraph, api, planner: new QueryPlanner(supergraph) };
}
