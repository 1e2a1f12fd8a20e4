import { json, storeId, subgraphEnvironment } from '@customer-graph/subgraph';
import { z } from 'zod';
import { isTimeZone } from './domain/days.ts';

/** One store's settings in this module: what its programme starts with. Later changes are made in the programme itself. */
const storeSettings = z.object({
  id: storeId,
  /** IANA time zone that the programme's days begin in. */
  timeZone: z.string().refine(isTimeZone, 'is no IANA time zone').default('UTC'),
  /** ISO 4217 code of the currency that earns points. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('EUR'),
});

export const environment = subgraphEnvironment.extend({
  PORT: subgraphEnvironment.shape.PORT.default(4003),
  STORES: json(z.array(storeSettings).min(1)),
  /** Base URL of the customers service, whose feed is followed and which is asked about customers. */
  CUSTOMERS_URL: z.url({ protocol: /^https?$/ }),
  /** Base URL of the service whose feed tells of orders; without it, orders earn nothing by themselves. */
  ORDERS_URL: z.url({ protocol: /^https?$/ }).optional(),
});
export type Config = z.output<typeof environment>;
