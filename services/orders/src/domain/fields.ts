import { rule } from '@customer-graph/subgraph';
import { optionalLine as optionalText, optionalPhone as phone } from '@customer-graph/text';
import { z } from 'zod';

const orNull = <Output>(value: Output | null | undefined): Output | null => value ?? null;

/** One line of text; blank counts as absent. */
export const optionalLine = (max: number) => optionalText(max).nullish().transform(orNull);

/** A telephone number; blank counts as absent. */
export const optionalPhone = phone.nullish().transform(orNull);

/** True for a code as it is stored; the scalar takes ISO 4217 in lower case too. */
export const isUpperCaseCode = (code: string): boolean => /^[A-Z]{3}$/.test(code);

/** An amount that is not negative. */
export const amount = z.object({
  amountMinor: z.int().min(0, 'Must not be negative.'),
  currency: z
    .string()
    .refine(isUpperCaseCode, rule('INVALID_CURRENCY', 'Must be in upper case, such as EUR.')),
});
export type Amount = z.output<typeof amount>;

/** An amount above zero. */
export const positiveAmount = amount.extend({
  amountMinor: z.int().min(1, 'Must be above zero.'),
});
