import { recordedForm } from '@customer-graph/usage';
import type { Config } from '../config.ts';
import { CouldNotRun } from '../could-not-run.ts';
import type { Side } from '../context.ts';
import { type GraphQLSchema, getOperationAST, parse, validate } from '../graphql.ts';
import type { JudgedOperation } from '../judged-operations.ts';
import { addDays, dayOf, silentDays, silentFrom } from './days.ts';
import type { RecordedClient, UsageFile } from './usage-file.ts';

/** What is known of real requests. */
export interface Traffic {
  usage: UsageFile;
  settings: NonNullable<Config['usage']>;
  now: Date;
  /** Recorded and still sent, but not valid against the base, so that nothing can be said of a change to them. */
  unknown: { name: string; requests: number }[];
}

export interface TrafficOptions {
  base: Side;
  head: Side;
  config: Config;
  today: Date;
}

/**
 * The operations with their recorded clients, and the recorded ones that nobody has committed. Uses count that the file of the base
 * or of the head has, so that no change can take them out itself.
 */
export function withTraffic(
  committed: JudgedOperation[],
  { base, head, config, today }: TrafficOptions,
): { operations: JudgedOperation[]; traffic?: Traffic } {
  const [usage = base.project.usage, before] = [head.project.usage, base.project.usage];
  const settings = config.usage;
  if (!usage || !settings) return { operations: committed };
  refuseUnfit(usage, before, settings);
  const traffic: Traffic = { usage, settings, now: today, unknown: [] };
  const api = base.graph.composed?.api;
  if (!api) return { operations: committed, traffic };
  const known = formsOf(committed, api);
  const operations = [...committed];
  const recorded = heard(usage, before ?? usage, settings.silenceDays);
  for (const { id, text, clients, inHead } of recorded) {
    const requests = clients.reduce((sum, each) => sum + each.requests, 0);
    const document = parse(text);
    const label = `${getOperationAST(document)?.name?.value ?? 'unnamed'}#${id.slice(0, 8)}`;
    const own = known.get(id);
    if (own) operations[own.at] = { ...own.operation, clients };
    else if (validate(api, document).length > 0) traffic.unknown.push({ name: label, requests });
    else {
      const at = inHead ? ('head' as const) : ('base' as const);
      const place = { file: settings.file, line: lineOf(inHead ? head : base, id), column: 1, at };
      const name = getOperationAST(document)?.name?.value;
      const operation = { label, name, place, document, text, inHead: true, inBase: true };
      operations.push({ ...operation, clients });
    }
  }
  if (recorded.length > 0 && traffic.unknown.length === recorded.length)
    throw new CouldNotRun(
      `none of the operations in ${settings.file} is valid against the base: it is the usage of another graph.`,
    );
  return { operations, traffic };
}

function refuseUnfit(
  usage: UsageFile,
  before: UsageFile | undefined,
  { file, silenceDays }: NonNullable<Config['usage']>,
): void {
  if (usage.keptDays < silenceDays)
    throw new CouldNotRun(
      `${file} keeps who was silent for ${usage.keptDays} days, and the configuration waits for ${silenceDays}; write it with usage:pull.`,
    );
  const [until, was] = [usage, before].map((each) => each?.recorded.at(-1)?.[1] ?? '');
  if (until !== undefined && was !== undefined && until < was)
    throw new CouldNotRun(
      `${file} ends on ${until}, but at the base on ${was}; write it with usage:pull.`,
    );
}

type Heard = UsageFile['operations'][number] & { inHead: boolean };

/** The operations of both files with those clients that are not silent for long enough. */
function heard(head: UsageFile, base: UsageFile, silence: number): Heard[] {
  const all = new Map<string, Heard>();
  for (const [file, inHead] of [[head, true] as const, [base, false] as const])
    for (const operation of file.operations) {
      const known = all.get(operation.id) ?? { ...operation, clients: [], inHead };
      const clients = joined(known.clients, operation.clients);
      all.set(operation.id, { ...known, clients });
    }
  const isHeard = ({ last }: RecordedClient) =>
    silentDays(head.recorded, last.slice(0, 10)) < silence;
  return [...all.values()]
    .map((operation) => ({ ...operation, clients: operation.clients.filter(isHeard) }))
    .filter(({ clients }) => clients.length > 0);
}

function joined(one: RecordedClient[], other: RecordedClient[]): RecordedClient[] {
  const missing = other.filter(
    ({ client, version }) =>
      !one.some((each) => each.client === client && each.version === version),
  );
  return [...one, ...missing];
}

function formsOf(operations: JudgedOperation[], api: GraphQLSchema) {
  const forms = new Map<string, { at: number; operation: JudgedOperation }>();
  operations.forEach((operation, at) => {
    if (validate(api, operation.document).length > 0) return;
    const form = recordedForm(operation.document, undefined, api);
    if (form && !forms.has(form.id)) forms.set(form.id, { at, operation });
  });
  return forms;
}

const lineOf = ({ project }: Side, id: string): number =>
  Math.max(0, project.usageText?.split('\n').findIndex((line) => line.includes(id)) ?? 0) + 1;

/** Whether so many days were recorded that what nobody has used is not used, and lately enough. */
export const isProven = (traffic: Traffic): boolean =>
  silentDays(traffic.usage.recorded, firstDay(traffic)) >= traffic.settings.silenceDays &&
  !isOld(traffic);

/** Nobody knows what was released since. */
export const isOld = (traffic: Traffic): boolean =>
  addDays(lastDay(traffic), traffic.settings.maxAgeDays) < dayOf(traffic.now);

/** The day from which what was never used may go. */
export const unusedFrom = (traffic: Traffic): string =>
  silentFrom(traffic.usage.recorded, firstDay(traffic), traffic.settings.silenceDays);

export const firstDay = ({ usage }: Traffic): string => usage.recorded[0]?.[0] ?? '';
export const lastDay = ({ usage }: Traffic): string => usage.recorded.at(-1)?.[1] ?? '';
