import { usageOf } from '../changes/usage.ts';
import { type Context, type Section, notJudged } from '../context.ts';
import { type Finding, makeFinding } from '../finding.ts';
import { type GraphQLSchema, isInterfaceType, isObjectType } from '../graphql.ts';
import { count } from '../text.ts';
import { inWords } from '../usage/days.ts';
import { type Traffic, firstDay, isOld, isProven, lastDay, unusedFrom } from '../usage/traffic.ts';

/** What real requests were recorded, what they say too little of, and which fields nobody uses. */
export function judgeTraffic({ traffic, operations, head }: Context): Section {
  const name = 'traffic';
  if (!traffic)
    return {
      ...{ name, findings: [], details: [] },
      summary: 'not recorded: usage is known from committed operations alone',
    };
  const api = head.graph.composed?.api;
  if (!api) return notJudged(name, 'the subgraphs do not compose');
  const unused = unusedFields(api, operations);
  const recorded = operations.filter(({ clients }) => clients !== undefined);
  const clients = new Set(
    recorded.flatMap(({ clients: each = [] }) =>
      each.map(({ client, version }) => `${client} ${version}`),
    ),
  );
  const from = `${inWords(firstDay(traffic))} to ${inWords(lastDay(traffic))}`;
  const fields = unused.reduce((sum, [, names]) => sum + names.length, 0);
  return {
    name,
    summary: `${count(recorded.length, 'operation')} of ${count(clients.size, 'client')}, recorded from ${from}; ${count(fields, 'field')} unused`,
    findings: findingsOf(traffic),
    details: unused.map(([type, names]) => `${mayGo(traffic)}: ${type}: ${names.join(', ')}`),
  };
}

const mayGo = (traffic: Traffic): string =>
  isProven(traffic) ? 'may go now' : `may go from ${inWords(unusedFrom(traffic))}`;

function findingsOf(traffic: Traffic): Finding[] {
  const { unknown, usage, settings } = traffic;
  const findings = unknown.map(({ name, requests }) =>
    makeFinding(
      'recorded-operation-unknown',
      name,
      `${name} (${count(requests, 'request')} in ${usage.windowDays} days) is not valid against the base`,
    ),
  );
  if (usage.unrecorded > 0)
    findings.push(
      makeFinding(
        'usage-incomplete',
        settings.file,
        `${count(usage.unrecorded, 'request')} in ${usage.windowDays} days had operations beyond the bounds of the gateways`,
      ),
    );
  if (isOld(traffic))
    findings.push(
      makeFinding(
        'usage-old',
        settings.file,
        `The recorded requests end on ${inWords(lastDay(traffic))}, more than ${count(settings.maxAgeDays, 'day')} ago`,
      ),
    );
  return findings;
}

/** Fields that neither recorded nor committed operations select, by type. */
function unusedFields(
  api: GraphQLSchema,
  operations: Context['operations'],
): [type: string, fields: string[]][] {
  const usage = usageOf(api, operations);
  return Object.values(api.getTypeMap()).flatMap((type): [string, string[]][] => {
    if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) return [];
    const names = Object.keys(type.getFields()).filter((field) => {
      const coordinate = `${type.name}.${field}`;
      return usage.of(coordinate, `behind ${coordinate}`).length === 0;
    });
    return names.length > 0 ? [[type.name, names]] : [];
  });
}
