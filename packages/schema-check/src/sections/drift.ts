import {
  buildSchema,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  visit,
} from '../graphql.ts';
import { type Context, type Section, type Side, compareWithBase, notJudged } from '../context.ts';
import { type Finding, makeFinding } from '../finding.ts';
import { count, firstLine } from '../text.ts';

export function judgeDrift(context: Context): Section {
  const { drift } = context.config;
  const files = [drift.supergraph, drift.api].filter((file) => file !== undefined);
  if (files.length === 0)
    return {
      name: 'drift',
      summary: 'no committed composition is configured',
      findings: [],
      details: [],
    };
  if (!context.head.graph.composed) return notJudged('drift', 'the subgraphs do not compose');
  const findings = compareWithBase(context, findFaults);
  const summary =
    findings.length === 0
      ? `${files.join(' and ')} ${files.length === 1 ? 'is' : 'are'} what the subgraphs compose to`
      : `${count(findings.length, 'file is', 'files are')} out of date`;
  return { name: 'drift', summary, findings, details: [] };
}

function findFaults({ graph, project }: Side, { config }: Context): Finding[] {
  if (!graph.composed) return [];
  const { supergraphSdl, api } = graph.composed;
  const { supergraph: supergraphPath, api: apiPath } = config.drift;
  const urls = config.subgraphs.every(({ url }) => url !== undefined);
  return [
    ...compare(supergraphPath, project.supergraphFile, supergraphSdl, (sdl) =>
      normalSupergraph(sdl, urls),
    ),
    ...compare(apiPath, project.apiFile, printSchema(api), (sdl) =>
      printSchema(lexicographicSortSchema(buildSchema(sdl))),
    ),
  ];
}

/** Compares what two documents mean, so that the order and the formatting of a file do not matter. */
function compare(
  file: string | undefined,
  committed: string | undefined,
  composed: string,
  normal: (sdl: string) => string,
): Finding[] {
  if (file === undefined) return [];
  const place = { file, line: 1, column: 1, at: 'head' as const };
  const finding = (message: string) => [makeFinding('drift', file, message, { place })];
  if (committed === undefined) return finding(`${file} does not exist`);
  try {
    const [is, should] = [normal(committed).split('\n'), normal(composed).split('\n')];
    const at = should.findIndex((line, index) => line !== is[index]);
    if (at < 0 && is.length === should.length) return [];
    const line = should[at] ?? 'the end';
    return finding(
      `${file} is not what the subgraphs compose to; the first difference is at «${line.trim()}»`,
    );
  } catch (error) {
    return finding(`${file} cannot be read: ${firstLine(error)}`);
  }
}

/** Definitions in the order of their names; without the subgraphs' URLs when the configuration has none. */
function normalSupergraph(sdl: string, withUrls: boolean): string {
  const document = visit(parse(sdl), {
    Directive: (node) =>
      withUrls || node.name.value !== 'join__graph'
        ? undefined
        : { ...node, arguments: node.arguments?.filter(({ name }) => name.value !== 'url') },
  });
  return document.definitions
    .map((definition) => print(definition))
    .sort()
    .join('\n\n');
}
