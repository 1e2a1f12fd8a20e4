import { dayOfUsageSchema } from '@customer-graph/usage';
import { CouldNotRun } from '../could-not-run.ts';
import type { FoundDay } from './merge-counts.ts';

/** What a gateway has counted on a day, read from a place. @throws CouldNotRun where the content has another form */
export function foundDay(place: string, content: unknown): FoundDay {
  const result = dayOfUsageSchema.safeParse(content);
  if (result.success) return { place, day: result.data };
  const [issue] = result.error.issues;
  throw new CouldNotRun(
    `${place} is not what a gateway has counted: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`,
  );
}
