import { line } from '@customer-graph/text';
import { z } from 'zod';
import { maxPoints } from './account.ts';

export const reason = line(500);

/** A number of points to move. */
export const points = z
  .int()
  .min(1, 'Must be at least 1.')
  .max(maxPoints, `Must be at most ${maxPoints}.`);

export const source = z
  .object({ type: line(100), id: line(255) })
  .nullish()
  .transform((value) => value ?? null);

/** A moment that the database can hold. */
export const moment = z
  .date()
  .max(new Date('9999-12-31T23:59:59Z'), 'Must be before the year 10000.');
