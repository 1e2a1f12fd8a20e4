import { bugsInCustomers } from './bugs-in-customers.ts';
import { bugsInLoyalty } from './bugs-in-loyalty.ts';
import { bugsInOrders } from './bugs-in-orders.ts';
import { bugsInPackages, bugsInTheGateway } from './bugs-in-the-gateway.ts';
import type { Bug } from './edit.ts';

/** Thirty changes of behaviour that no schema shows. */
export const bugs: readonly Bug[] = [
  ...bugsInCustomers,
  ...bugsInOrders,
  ...bugsInLoyalty,
  ...bugsInTheGateway,
  ...bugsInPackages,
];
