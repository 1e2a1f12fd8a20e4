import { scalars } from '@customer-graph/subgraph';
import { Customer } from './Customer.ts';
import { LoyaltyAccount } from './LoyaltyAccount.ts';
import { Mutation } from './Mutation.ts';
import { PointsEntry } from './PointsEntry.ts';
import { PointsHold } from './PointsHold.ts';
import { Query } from './Query.ts';

const { CurrencyCode, DateTime, MinorUnits } = scalars;

export const resolvers = {
  CurrencyCode,
  Customer,
  DateTime,
  LoyaltyAccount,
  MinorUnits,
  Mutation,
  PointsEntry,
  PointsHold,
  Query,
};
