import { Supergraph } from '@apollo/federation-internals';
import { listSubgraphs, type ListedSubgraph } from './subgraph-list.ts';

export interface CheckedSupergraph {
  readonly listed: readonly ListedSubgraph[];
  readonly supergraph: Supergraph;
}

/**
 * Makes sure that a supergraph can be served, before the running one is touched: `@apollo/gateway` notices some faults
 * only when it has already given up parts of the old graph.
 * @returns its subgraphs, and what was built of it
 * @throws when it cannot be served, also when a subgraph has no usable URL
 */
export function checkSupergraph(
  sdl: string,
  urlOf: (subgraph: ListedSubgraph) => string,
): CheckedSupergraph {
  const supergraph = Supergraph.build(sdl, { validateSupergraph: true });
  supergraph.apiSchema().toGraphQLJSSchema();
  const listed = listSubgraphs(sdl);
  for (const subgraph of listed) {
    const url = urlOf(subgraph);
    if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''))
      throw new Error(`the subgraph ${subgraph.name} has no http URL`);
  }
  return { listed, supergraph };
}
