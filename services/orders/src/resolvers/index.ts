import { scalars } from '@customer-graph/subgraph';
import { CurrencyOrderTotals } from './CurrencyOrderTotals.ts';
import { Customer } from './Customer.ts';
import { Mutation } from './Mutation.ts';
import { Order } from './Order.ts';
import { Query } from './Query.ts';

const { CountryCode, CurrencyCode, DateTime, MinorUnits } = scalars;

export const resolvers = {
  CountryCode,
  CurrencyCode,
  CurrencyOrderTotals,
  Customer,
  DateTime,
  MinorUnits,
  Mutation,
  Order,
  Query,
};
