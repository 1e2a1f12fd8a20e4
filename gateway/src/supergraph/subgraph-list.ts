import { GraphQLError, Kind, parse, type EnumValueDefinitionNode } from 'graphql';

export interface ListedSubgraph {
  readonly name: string;
  /** Empty when the supergraph was composed without one. */
  readonly url: string;
}

/**
 * The subgraphs that a supergraph's `join__Graph` enum lists.
 * @throws GraphQLError when the text is not a supergraph
 */
export function listSubgraphs(supergraphSdl: string): ListedSubgraph[] {
  for (const definition of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph')
      return (definition.values ?? []).map(toSubgraph);
  }
  throw new GraphQLError('not a supergraph: the enum join__Graph is missing');
}

function toSubgraph(value: EnumValueDefinitionNode): ListedSubgraph {
  const graph = value.directives?.find((directive) => directive.name.value === 'join__graph');
  const text = (name: string) => {
    const argument = graph?.arguments?.find((candidate) => candidate.name.value === name);
    return argument?.value.kind === Kind.STRING ? argument.value.value : '';
  };
  return { name: text('name') || value.name.value, url: text('url') };
}
