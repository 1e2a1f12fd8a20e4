import type { Supergraph } from '@apollo/federation-internals';
import {
  getDirectiveValues,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type DirectiveNode,
  type GraphQLSchema,
} from 'graphql';

/** What a field's `@listSize` says. */
export interface ListSize {
  readonly assumedSize?: number | null;
  readonly slicingArguments?: readonly string[] | null;
  readonly sizedFields?: readonly string[] | null;
  readonly requireOneSlicingArgument?: boolean | null;
}

interface Declared {
  readonly astNode?:
    { readonly directives?: readonly DirectiveNode[] | undefined } | null | undefined;
}

/** What the modules say about costs, by `@cost` and `@listSize`. */
export interface Weights {
  /** Of a type, or of a field, an argument or an input field of it. */
  weightOf(coordinate: string): number | undefined;
  listSizeOf(coordinate: string): ListSize | undefined;
}

export const noWeights: Weights = { weightOf: () => undefined, listSizeOf: () => undefined };

/** Reads both directives from a supergraph, under the names that it has for them. */
export function readWeights(supergraph: Supergraph, schema: GraphQLSchema): Weights {
  const feature = supergraph.schema.coreFeatures?.getByIdentity('https://specs.apollo.dev/cost');
  const cost = feature && schema.getDirective(feature.directiveNameInSchema('cost'));
  const listSize = feature && schema.getDirective(feature.directiveNameInSchema('listSize'));
  const weights = new Map<string, number>();
  const sizes = new Map<string, ListSize>();
  const read = (coordinate: string, { astNode }: Declared): void => {
    const weight = cost && astNode ? getDirectiveValues(cost, astNode)?.['weight'] : undefined;
    if (typeof weight === 'number') weights.set(coordinate, weight);
    const size: ListSize | undefined =
      listSize && astNode ? getDirectiveValues(listSize, astNode) : undefined;
    if (size) sizes.set(coordinate, size);
  };
  if (!cost && !listSize) return noWeights;
  for (const type of Object.values(schema.getTypeMap())) {
    read(type.name, type);
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields()))
        read(`${type.name}.${field.name}`, field);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      read(coordinate, field);
      for (const argument of field.args) read(`${coordinate}(${argument.name}:)`, argument);
    }
  }
  return {
    weightOf: (coordinate) => weights.get(coordinate),
    listSizeOf: (coordinate) => sizes.get(coordinate),
  };
}
