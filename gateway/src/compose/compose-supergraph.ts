import { composeServices } from '@apollo/composition';
import { visit } from 'graphql';
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
  refuseDropped(services, supergraphSdl);
  const api = Supergraph.build(supergraphSdl).apiSchema();
  return { supergraph: `${supergraphSdl.trim()}\n`, api: `${printSchema(api).trim()}\n` };
}

/** Directives that change what a schema means, and that composition leaves out unless it is told. */
const meaningful = ['oneOf', 'semanticNonNull'];

function refuseDropped(services: readonly ServiceDefinition[], supergraphSdl: string): void {
  const lost = services.flatMap(({ name, typeDefs }) =>
    meaningful
      .filter((directive) => !supergraphSdl.includes(`directive @${directive}`))
      .filter((directive) => uses(typeDefs, directive))
      .map(
        (directive) =>
          `[${name}] @${directive} would be lost: add @link and @composeDirective(name: "@${directive}")`,
      ),
  );
  if (lost.length > 0) throw new CompositionError(lost.join('\n'));
}

function uses(typeDefs: ServiceDefinition['typeDefs'], name: string): boolean {
  let found = false;
  visit(typeDefs, { Directive: (node) => void (found ||= node.name.value === name) });
  return found;
}
