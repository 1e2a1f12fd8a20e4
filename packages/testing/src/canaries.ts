/** What a client or a log was given: a name for each place, and its whole text. */
export type Places = Readonly<Record<string, string>>;

/** The secrets that show in some place, as `<secret> in <place>`; whatever case they are written in. */
export function canariesIn(places: Places, canaries: readonly string[]): string[] {
  return Object.entries(places).flatMap(([place, text]) =>
    canaries
      .filter((canary) => text.toLowerCase().includes(canary.toLowerCase()))
      .map((canary) => `${canary} in ${place}`),
  );
}

/** Paths, addresses and traces by which an answer would tell how a process is built. */
export const internals = [
  'node_modules',
  '.ts:',
  '.js:',
  'at Object.',
  'stacktrace',
  '127.0.0.1',
  'postgres',
  'prisma',
  'ECONN',
];
