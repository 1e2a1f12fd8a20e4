import { type DayOfUsage, recordedId } from '@customer-graph/usage';
import { CouldNotRun } from '../could-not-run.ts';
import { addDays, dayOf, runsOf, silentDays } from './days.ts';
import type { RecordedClient, UsageFile } from './usage-file.ts';

/** What one process counted on one day, and where that was found. */
export interface FoundDay {
  readonly place: string;
  readonly day: DayOfUsage;
}

export interface MergeOptions {
  readonly graph: string;
  readonly windowDays: number;
  readonly silenceDays: number;
  readonly today: Date;
}

/** One file of all counts. @throws CouldNotRun for counts that no gateway of this graph can have written */
export function mergeCounts(found: readonly FoundDay[], options: MergeOptions): UsageFile {
  for (const each of found) refuseImpossible(each, options);
  const days = statesOf(found);
  const recorded = runsOf(days.map(({ day }) => day));
  const until = recorded.at(-1)?.[1];
  if (until === undefined)
    throw new CouldNotRun('there are no counts yet; is USAGE_TARGET of the gateways the same?');
  const window = addDays(until, 1 - options.windowDays);
  const keptDays = Math.max(options.silenceDays, options.windowDays);
  const texts = new Map(
    days.flatMap(({ operations }) => operations.map(({ id, text }) => [id, text] as const)),
  );
  const uses = new Map<string, Map<string, RecordedClient>>();
  for (const { day, counts } of days)
    for (const { operation, client, version, requests, last } of counts) {
      const clients = uses.get(operation) ?? new Map<string, RecordedClient>();
      uses.set(operation, clients);
      const key = `${client}\n${version}`;
      const sofar = clients.get(key) ?? { client, version, requests: 0, last };
      clients.set(key, {
        ...sofar,
        requests: sofar.requests + (day >= window ? requests : 0),
        last: last > sofar.last ? last : sofar.last,
      });
    }
  const operations = [...uses].sort(byKey).flatMap(([id, clients]) => {
    const heard = [...clients]
      .sort(byKey)
      .map(([, client]) => client)
      .filter(({ last }) => silentDays(recorded, last.slice(0, 10)) < keptDays);
    const text = texts.get(id);
    if (text === undefined)
      throw new CouldNotRun(`the counts have no text of the operation ${id}.`);
    return heard.length > 0 ? [{ id, text, clients: heard }] : [];
  });
  const unrecorded = days
    .filter(({ day }) => day >= window)
    .reduce((sum, day) => sum + day.unrecorded, 0);
  const { graph, windowDays } = options;
  return { version: 1, graph, windowDays, keptDays, recorded, unrecorded, operations };
}

const byKey = ([one]: [string, unknown], [other]: [string, unknown]): number =>
  one < other ? -1 : 1;

function refuseImpossible({ place, day }: FoundDay, { graph, today }: MergeOptions): void {
  const fault = (reason: string) => new CouldNotRun(`${place} ${reason}.`);
  if (day.graph !== graph)
    throw fault(`has the usage of the graph «${day.graph}», and not of «${graph}»`);
  if (day.day > addDays(dayOf(today), 1)) throw fault(`is of ${day.day}, which is still to come`);
  if ([day.since, ...day.counts.map(({ last }) => last)].some((time) => !time.startsWith(day.day)))
    throw fault(`has requests of another day than ${day.day}`);
  const forged = day.operations.find(({ id, text }) => id !== recordedId(text));
  if (forged) throw fault(`has the operation ${forged.id}, whose text is another one`);
  const keys = day.counts.map(({ operation, client, version }) =>
    [operation, client, version].join('\n'),
  );
  if (new Set(keys).size < keys.length) throw fault('counts one operation of a client twice');
}

/** The last state of each day of each process: it may be in more than one target, or be copied from one to the other. */
function statesOf(found: readonly FoundDay[]): DayOfUsage[] {
  const states = new Map<string, DayOfUsage>();
  for (const { day } of found) {
    const key = `${day.day} ${day.instance}`;
    const known = states.get(key);
    if (!known || known.until < day.until) states.set(key, day);
  }
  return [...states.values()];
}
