import { z } from 'zod';

const milliseconds = z.int().min(1).max(600_000);

/** How calls to one subgraph are bounded. All times are milliseconds. */
const trafficShapingSchema = z.strictObject({
  /** A whole call, a second try included. */
  timeout: milliseconds,
  connectTimeout: milliseconds,
  /** From the end of the request to the end of the response's headers. */
  headersTimeout: milliseconds,
  /** Between two parts of the response's body. */
  bodyTimeout: milliseconds,
  /** Bytes of one response. */
  maxResponseSize: z.int().min(1_000),
  /** Tries of a query that fails before its response is complete; mutations are tried once. */
  queryTries: z.int().min(1).max(5),
  /** Calls at the same time. */
  maxConcurrency: z.int().min(1),
  /** Calls that wait for one of these; further ones are refused. */
  maxQueue: z.int().min(0),
  /** Failures in a row after which the subgraph is probed, and calls are refused at once if that fails too. */
  breakerThreshold: z.int().min(1),
  /** Between two probes of a subgraph whose calls are refused. */
  probeInterval: milliseconds,
});
export type TrafficShaping = z.output<typeof trafficShapingSchema>;

const defaults: TrafficShaping = {
  timeout: 2_000,
  connectTimeout: 1_000,
  headersTimeout: 2_000,
  bodyTimeout: 2_000,
  maxResponseSize: 8_000_000,
  queryTries: 2,
  maxConcurrency: 128,
  maxQueue: 512,
  breakerThreshold: 5,
  probeInterval: 500,
};

/** Settings of single subgraphs over those of all. Without defaults: an own one would hide the one of all. */
export const trafficSettingsSchema = z.record(z.string(), trafficShapingSchema.partial());

/** The settings of one subgraph: its own, then those under `all`, then the defaults. */
export function trafficShapingOf(
  settings: z.output<typeof trafficSettingsSchema>,
  name: string,
): TrafficShaping {
  return trafficShapingSchema.parse({ ...defaults, ...settings['all'], ...settings[name] });
}
