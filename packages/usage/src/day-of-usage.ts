import { z } from 'zod';
import { isClientLabel } from './client.ts';

const label = z.string().refine(isClientLabel, 'is no name of a client');
const number = z.int().min(0);
const id = z.string().regex(/^[\da-f]{64}$/, 'is no hash');

/**
 * What one process has counted on one day (UTC), from the first request on: a later state of the same day and process replaces
 * an earlier one, so that writing twice counts once.
 */
export const dayOfUsageSchema = z.strictObject({
  version: z.literal(1),
  graph: z.string().min(1),
  instance: z.uuid(),
  day: z.iso.date(),
  /** Between these it has counted. */
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  /** Requests whose operations are not named, because there were too many. */
  unrecorded: number,
  operations: z.array(z.strictObject({ id, text: z.string().min(1) })),
  counts: z.array(
    z.strictObject({
      operation: id,
      client: label,
      version: label,
      requests: number.min(1),
      last: z.iso.datetime(),
    }),
  ),
});
export type DayOfUsage = z.infer<typeof dayOfUsageSchema>;
