/** For how many of the requests a label of `@override` is on, in per cent; undefined for a label that something else decides. */
export function percentageOf(label: string): number | undefined {
  const [, number] = /^percent\((\d+(?:\.\d+)?)\)$/.exec(label) ?? [];
  return number === undefined ? undefined : Number(number);
}
