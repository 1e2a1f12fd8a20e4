import { composeServices } from '@apollo/composition';
import { lostDirectives } from '@customer-graph/plan-executor/lost-directives';
import { printSchema, Supergraph, type ServiceDefinition } from '@apollo/federation-internals';

export interface Composition {
  /** What the gateway serves: every subgraph and who owns which field. */
  readonly supergraph: string;
  /** What clients see. */
  readonly api: string;
}

/** The contracts do not fit together; the message lists every fault, a line each. */
export class CompositionError extends Error {
  override readonly name = 'CompositionError';
}

/** @throws CompositionError */
export function composeSupergraph(services: readonly ServiceDefinition[]): Composition {
  const { supergraphSdl, errors } = composeServices([...services]);
  if (errors) throw new CompositionError(errors.map(({ message }) => message).join('\n'));
  const lost = lostDirectives(services, supergraphSdl);
  if (lost.length > 0) throw new CompositionError(lost.join('\n'));
  const api = Supergraph.build(supergraphSdl).apiSchema();
  return { supergraph: `${supergraphSdl.trim()}\n`, api: `${printSchema(api).trim()}\n` };
}
