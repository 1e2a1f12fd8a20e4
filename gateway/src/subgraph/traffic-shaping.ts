import { z } from 'zod';

const milliseconds = z.int().min(1).max(600_000);

/** How calls to one subgraph are bounded. All times are milliseconds. */
const trafficShapingSchema = z.strictObject({
  /** A whole call, a second try included. */
  timeout: milliseconds.default(2_000),
  connectTimeout: milliseconds.default(1_000),
  /** From the end of the request to the end of the answer's headers. */
  headersTimeout: milliseconds.default(2_000),
  /** Between two parts of the answer's body. */
  bodyTimeout: milliseconds.default(2_000),
  /** Bytes of one answer. */
  maxResponseSize: z.int().min(1_000).default(8_000_000),
  /** Tries of a query that fails before its answer is complete; mutations are tried once. */
  queryTries: z.int().min(1).max(5).default(2),
  /** Calls at the same time; also the number of connections. */
  maxConcurrency: z.int().min(1).default(128),
  /** Calls that wait for one of these; further ones are refused. */
  maxQueue: z.int().min(0).default(512),
  /** Failures in a row after which calls are refused at once. */
  breakerThreshold: z.int().min(1).default(5),
  /** Between two probes of a subgraph whose calls are refused. */
  probeInterval: milliseconds.default(500),
});
export type TrafficShaping = z.output<typeof trafficShapingSchema>;

/** Settings of single subgraphs over those of all. */
export const trafficSettingsSchema = z.record(z.string(), trafficShapingSchema.partial());

/** The settings of one subgraph: its own, then those under `all`, then the defaults. */
export function trafficShapingOf(
  settings: z.output<typeof trafficSettingsSchema>,
  name: string,
): TrafficShaping {
  return trafficShapingSchema.parse({ ...settings['all'], ...settings[name] });
}
