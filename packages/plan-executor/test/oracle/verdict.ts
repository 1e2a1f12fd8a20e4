import { agree, type Outcome } from './outcome.ts';

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The first way in which a value is not the expected one. */
function differenceOf(expected: unknown, actual: unknown): string | undefined {
  if (actual === null && expected !== null) return 'null';
  if (!isFields(expected) || !isFields(actual))
    return expected === actual ? undefined : 'a wrong value';
  for (const key of Object.keys(expected)) {
    if (!Object.hasOwn(actual, key)) return 'missing fields';
    const found = differenceOf(expected[key], actual[key]);
    if (found !== undefined) return found;
  }
  const inOrder = Object.keys(expected).join() === Object.keys(actual).join();
  return inOrder ? undefined : 'another order';
}

/** How an outcome relates to that of one server, in a few words. */
export function verdictOf(expected: Outcome, actual: Outcome): string {
  if (agree(expected, actual)) return 'right';
  if (actual.data === 'null' && actual.messages.length > 0) return 'an error';
  return differenceOf(JSON.parse(expected.data), JSON.parse(actual.data)) ?? 'other errors';
}
