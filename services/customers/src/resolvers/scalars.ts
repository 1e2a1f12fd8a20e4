import { scalars } from '@customer-graph/subgraph';
import { GraphQLScalarType } from 'graphql';

/**
 * A scalar whose input is left to the input check of the operation, which names all wrong fields at once instead of
 * failing the whole request.
 */
const checkedLater = (scalar: GraphQLScalarType) =>
  new GraphQLScalarType({
    ...scalar.toConfig(),
    parseValue: String,
    parseLiteral: undefined,
  });

export const DateTime = scalars.DateTime;
export const Locale = checkedLater(scalars.Locale);
export const CountryCode = checkedLater(scalars.CountryCode);
