import { createHash } from 'node:crypto';
import { recordedId } from '@customer-graph/usage';
import { z } from 'zod';
import { CouldNotRun } from '../could-not-run.ts';
import { parse } from '../graphql.ts';
import { firstLine } from '../text.ts';
import { addDays, dayOf } from './days.ts';

const day = z.iso.date();

const clientShape = z.strictObject({
  client: z.string().min(1),
  version: z.string().min(1),
  /** Within the window. */
  requests: z.int().min(0),
  last: z.iso.datetime(),
});

const operationShape = z
  .strictObject({ id: z.string(), text: z.string(), clients: z.array(clientShape).min(1) })
  .refine(({ id, text }) => id === recordedId(text), 'has an id that is not of its text')
  .refine(({ text }) => parses(text), 'is not GraphQL');

const shape = z.strictObject({
  version: z.literal(1),
  graph: z.string().min(1),
  /** Days at the end of the recording whose requests are counted. */
  windowDays: z.int().min(1),
  /** Who was silent for so many days is left out. */
  keptDays: z.int().min(1),
  /** First and last day of each run of days that were recorded. */
  recorded: z.array(z.tuple([day, day])).min(1),
  /** Requests within the window whose operations were beyond the bounds of a gateway. */
  unrecorded: z.int().min(0),
  operations: z.array(operationShape),
});
const fileShape = shape.extend({ digest: z.string() });

/** What `usage:pull` commits. */
export type UsageFile = z.output<typeof shape>;
export type RecordedClient = UsageFile['operations'][number]['clients'][number];

/** The same counts are always the same text. */
export const printUsageFile = (usage: UsageFile): string =>
  `${JSON.stringify({ ...usage, digest: digestOf(usage) }, null, 2)}\n`;

/** @throws CouldNotRun for what `usage:pull` did not write, and for another graph or a day that is still to come */
export function parseUsageFile(
  text: string,
  file: string,
  { graph, today }: { graph: string; today: Date },
): UsageFile {
  const fault = (reason: string) => new CouldNotRun(`${file} ${reason}; write it with usage:pull.`);
  const result = fileShape.safeParse(parseJson(text, fault));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw fault(
      `is not a file of recorded usage: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    );
  }
  const { digest, ...usage } = result.data;
  if (digest !== digestOf(usage)) throw fault('was changed after usage:pull had written it');
  if (usage.graph !== graph)
    throw fault(`has the usage of the graph «${usage.graph}», and not of «${graph}»`);
  const days = usage.recorded.flat();
  const used = usage.operations.flatMap(({ clients }) =>
    clients.map(({ last }) => last.slice(0, 10)),
  );
  if ([...days].sort().join() !== days.join()) throw fault('has days that are not in their order');
  const latest = days.at(-1) ?? '';
  if (latest > addDays(dayOf(today), 1)) throw fault(`ends on ${latest}, which is still to come`);
  const beyond = used.find((each) => each > latest || each < (days[0] ?? ''));
  if (beyond !== undefined) throw fault(`has requests of ${beyond}, which was not recorded`);
  return usage;
}

const digestOf = (usage: UsageFile): string =>
  createHash('sha256')
    .update(JSON.stringify(shape.parse(usage)))
    .digest('hex');

function parseJson(text: string, fault: (reason: string) => CouldNotRun): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fault(`is not JSON: ${firstLine(error)}`);
  }
}

function parses(text: string): boolean {
  try {
    return parse(text).definitions.length > 0;
  } catch {
    return false;
  }
}
