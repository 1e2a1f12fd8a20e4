import { readFileSync, readdirSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { printSchema } from '../../src/graphql.ts';
import { judge, makeSide } from '../../src/check.ts';
import type { Config } from '../../src/config.ts';
import type { Side } from '../../src/context.ts';
import { manifestDocuments } from '../../src/manifest.ts';
import { parseConfig } from '../../src/load-config.ts';
import { parseSubgraph } from '../../src/project.ts';
import { parseOperations } from '../../src/operation-source.ts';
import { operationsIn } from '../../src/read-operations.ts';
import type { Report } from '../../src/report.ts';
import type { Row } from './row.ts';

export const projectDirectory = new URL('../fixtures/project/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, projectDirectory), 'utf8');
const rawConfig: object = JSON.parse(read('schema-check.config.json'));
const operationFiles = readdirSync(new URL('operations/', projectDirectory));

export const configOf = (row: Row): Config => {
  const config = parseConfig({ ...rawConfig, ...row.config }, 'fixture');
  const added = Object.keys(row.added ?? {}).map((name) => ({ name, schema: name, url: name }));
  const kept = config.subgraphs
    .filter(({ name }) => !row.without?.includes(name))
    .map((entry) => ({ ...entry, name: row.renamed?.[entry.name] ?? entry.name }));
  return { ...config, subgraphs: [...kept, ...added] };
};

/** The fixture with a row's changes, composed as its author would. */
export function sideOf(row: Row): Side {
  const edited = (name: string, text: string) =>
    [...(row.before?.[name] ?? []), ...(row.edits?.[name] ?? [])].reduce(
      (sofar, [from, to]) => replaceOnce(name, sofar, from, to),
      text,
    );
  const subgraphs = configOf(row).subgraphs.map(({ name, url = '', schema }) =>
    parseSubgraph(
      name,
      url,
      schema,
      row.added?.[name] ?? edited(basename(schema, '.graphql'), read(schema)),
    ),
  );
  const sources = operationFiles.flatMap((file) => {
    const text = edited(basename(file, extname(file)), read(`operations/${file}`));
    return file.endsWith('.json')
      ? manifestDocuments(text, file)
      : [{ file, document: parseOperations(text, file) }];
  });
  const side = makeSide({ subgraphs, operations: operationsIn(sources) });
  const { composed } = row.notComposed ? baseSideOf(row).graph : side.graph;
  const files = composed && {
    supergraphFile: composed.supergraphSdl,
    apiFile: printSchema(composed.api),
  };
  return { ...side, project: { ...side.project, ...files } };
}

function replaceOnce(name: string, text: string, from: string, to: string): string {
  const pieces = text.split(from);
  if (pieces.length !== 2) throw new Error(`${name} has ${pieces.length - 1} times: ${from}`);
  return pieces.join(to);
}

const nothing: Row = { change: 'nothing', exit: 0, findings: [] };
export const baseSide = sideOf(nothing);

/** What the row changes. */
export const baseSideOf = ({ before }: Row): Side =>
  before ? sideOf({ ...nothing, edits: before }) : baseSide;

export async function reportOf(
  row: Row,
  base = baseSideOf(row),
  head = sideOf(row),
): Promise<Report> {
  const judged = await judge(base, head, configOf(row), {
    approvals: [],
    today: new Date(),
  });
  return { base: { name: 'main', commit: 'f'.repeat(40) }, notes: [], ...judged };
}
