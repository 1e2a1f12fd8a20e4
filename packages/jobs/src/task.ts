import type { z } from 'zod';

/** One of the times that a job is tried. */
export interface Attempt {
  /** Ends the work: its time is over, or the process stops. */
  readonly signal: AbortSignal;
}

/** What a job does. It may happen again after it was done: a process can die before it is recorded. */
export type Task = (payload: unknown, attempt: Attempt) => Promise<void>;

/** A task whose payload is read by a schema. */
export const task =
  <Schema extends z.ZodType>(
    schema: Schema,
    run: (payload: z.output<Schema>, attempt: Attempt) => Promise<void>,
  ): Task =>
  (payload, attempt) =>
    run(schema.parse(payload), attempt);

/** What another attempt is unlikely to change: it is tried a few times within a minute, and not for hours. */
export class FinalFailure extends Error {
  override readonly name = 'FinalFailure';
}
