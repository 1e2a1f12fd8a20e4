import { GraphQLScalarType, Kind } from 'graphql';
import {
  GraphQLCountryCode,
  GraphQLCurrency,
  GraphQLDateTimeISO,
  GraphQLLocale,
  GraphQLSafeInt,
} from 'graphql-scalars';

/**
 * A scalar under the name that the schema has for it.
 * @param known values that are sound for certain, which most of those in an answer are; the others are checked in full
 */
const named = (
  name: string,
  scalar: GraphQLScalarType,
  known: (value: unknown) => unknown = () => undefined,
) =>
  new GraphQLScalarType({
    ...scalar.toConfig(),
    name,
    serialize: (value): unknown => known(value) ?? scalar.serialize(value),
  });

const instant = (value: unknown): unknown =>
  value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined;

const exact = (value: unknown): unknown => (Number.isSafeInteger(value) ? value : undefined);

/** The library's list lacks the code that Venezuela has used since 2021. */
const isVed = (value: unknown): value is string =>
  typeof value === 'string' && value.toUpperCase() === 'VED';
const currencyCode = new GraphQLScalarType({
  ...GraphQLCurrency.toConfig(),
  serialize: (value): unknown => (isVed(value) ? value : GraphQLCurrency.serialize(value)),
  parseValue: (value): unknown => (isVed(value) ? value : GraphQLCurrency.parseValue(value)),
  parseLiteral: (node, variables): unknown =>
    node.kind === Kind.STRING && isVed(node.value)
      ? node.value
      : GraphQLCurrency.parseLiteral(node, variables),
});
const currencies = new Set<unknown>();
const currency = (value: unknown): unknown => {
  if (currencies.has(value)) return value;
  // Throws for what is no currency, so that the set stays small.
  currencies.add(currencyCode.serialize(value));
  return undefined;
};

/** Resolvers of the scalars that the subgraphs share; a service takes those its schema declares. */
export const scalars = {
  DateTime: named('DateTime', GraphQLDateTimeISO, instant),
  MinorUnits: named('MinorUnits', GraphQLSafeInt, exact),
  CurrencyCode: named('CurrencyCode', currencyCode, currency),
  CountryCode: GraphQLCountryCode,
  Locale: GraphQLLocale,
};
