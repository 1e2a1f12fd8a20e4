import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { Supergraph } from '@apollo/federation-internals';
import { FederatedGraph } from '@customer-graph/plan-executor';
import type { GraphQLSchema } from 'graphql';
import { readWeights, type Weights } from '../limits/weights.ts';

export interface ListedSubgraph {
  readonly name: string;
  /** Empty when the supergraph was composed without one. */
  readonly url: string;
}

export interface LoadOptions {
  /** The URL to use, given the one in the supergraph. */
  readonly urlOf: (subgraph: ListedSubgraph) => string;
  /** Labels of `@override` that are on. */
  readonly overrideLabels: ReadonlySet<string>;
}

/** All that is built of a supergraph's text, once. */
export interface LoadedGraph {
  /** SHA-256 of the text, shortened. */
  readonly id: string;
  readonly sdl: string;
  readonly federated: FederatedGraph;
  /** The schema that clients see. */
  readonly schema: GraphQLSchema;
  /** What the modules say about costs. */
  readonly weights: Weights;
  readonly subgraphs: readonly ListedSubgraph[];
}

/**
 * Builds a graph from a supergraph's text, and touches nothing that is served.
 * @throws when it cannot be served, also when a subgraph has no usable URL
 */
export async function loadGraph(sdl: string, options: LoadOptions): Promise<LoadedGraph> {
  const supergraph = Supergraph.build(sdl, { validateSupergraph: true });
  const subgraphs = supergraph.subgraphsMetadata();
  for (const subgraph of subgraphs) {
    const url = options.urlOf(subgraph);
    if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''))
      throw new Error(`the subgraph ${subgraph.name} has no http URL`);
  }
  // Each part takes so long that running requests go on in between.
  await breathe();
  const federated = new FederatedGraph(supergraph, options);
  await breathe();
  const weights = readWeights(supergraph, federated.supergraphSchema);
  const id = createHash('sha256').update(sdl).digest('hex').slice(0, 12);
  return { id, sdl, federated, schema: federated.schema, weights, subgraphs };
}
