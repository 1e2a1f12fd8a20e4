import { scalars } from '@customer-graph/subgraph';
import { Customer } from './Customer.ts';
import { Mutation } from './Mutation.ts';
import { Query } from './Query.ts';

const { DateTime, Locale } = scalars;

export const resolvers = { Customer, DateTime, Locale, Mutation, Query };
