import { badUserInput } from './errors.ts';

/** A range of time as clients give it: `from` is included, `to` is not, and either may be left out. */
export interface TimeRange {
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
}

/**
 * @param name of the argument, for the message
 * @throws GraphQLError BAD_USER_INPUT for a range that nothing can be within
 */
export function parseTimeRange(
  range: TimeRange | null | undefined,
  name: string,
): { readonly from: Date | null; readonly to: Date | null } {
  const { from = null, to = null } = range ?? {};
  if (from && to && from >= to) throw badUserInput(`${name}.from must be before ${name}.to.`);
  return { from, to };
}
