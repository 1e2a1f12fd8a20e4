import { GraphQLScalarType } from 'graphql';
import {
  GraphQLCountryCode,
  GraphQLCurrency,
  GraphQLDateTimeISO,
  GraphQLLocale,
  GraphQLSafeInt,
} from 'graphql-scalars';

const named = (name: string, scalar: GraphQLScalarType) =>
  new GraphQLScalarType({ ...scalar.toConfig(), name });

/** Resolvers of the scalars that the subgraphs share; a service takes those its schema declares. */
export const scalars = {
  DateTime: named('DateTime', GraphQLDateTimeISO),
  MinorUnits: named('MinorUnits', GraphQLSafeInt),
  CurrencyCode: named('CurrencyCode', GraphQLCurrency),
  CountryCode: GraphQLCountryCode,
  Locale: GraphQLLocale,
};
