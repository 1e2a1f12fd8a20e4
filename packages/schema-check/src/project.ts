import { type DocumentNode, GraphQLError, Source, parse } from './graphql.ts';
import { type Config, unknownSubgraphs } from './config.ts';
import { CouldNotRun } from './could-not-run.ts';
import { type GraphFile, readGraphFile } from './graph-file.ts';
import { type Operation, readOperations } from './read-operations.ts';
import { escapePath } from 'tinyglobby';
import { type Tree, Unreadable, readText } from './tree.ts';
import type { UsageFile } from './usage/usage-file.ts';

/** One subgraph's SDL; without `document` when it does not parse. */
export interface Subgraph {
  name: string;
  url: string;
  file: string;
  sdl: string;
  document?: DocumentNode;
  syntaxError?: GraphQLError;
  /** Comes with the graph of another repository: its author is not the author of the change. */
  foreign?: true;
}

/** The files of one state of the repository that the check judges. */
export interface Project {
  subgraphs: Subgraph[];
  operations: Operation[];
  /** Text of the committed compositions; undefined when not configured or not there. */
  supergraphFile?: string | undefined;
  apiFile?: string | undefined;
  /** Recorded requests, and their text to find places in. */
  usage?: UsageFile | undefined;
  usageText?: string | undefined;
}

/** Reads the head: every file that the configuration names must be there. */
export async function readHead(tree: Tree, config: Config): Promise<Project> {
  const graph = await graphIn(tree, config);
  if (config.graph !== undefined && !graph)
    throw new CouldNotRun(
      `the configuration names ${config.graph} as the graph, but there is no such file; the graph's repository writes it with --write-graph.`,
    );
  const subgraphs = await readSubgraphs(tree, config, graph);
  const names = subgraphs.map(({ name }) => name);
  const missing = config.subgraphs.find(({ name }) => !names.includes(name));
  if (missing)
    throw new CouldNotRun(
      `the configuration names ${missing.schema} as the schema of «${missing.name}», but there is no such file.`,
    );
  const [unknown] = unknownSubgraphs(config, names);
  if (unknown)
    throw new CouldNotRun(
      `the configuration is wrong at ${unknown.path.join('.')}: it ${unknown.message}.`,
    );
  return readRest(tree, config, subgraphs);
}

/**
 * Reads the base: what was not there yet is new in the head, and what was faulty there must not stop its repair. What is there and cannot be
 * read stops the check: nobody can tell what it was.
 * @throws Unreadable
 */
export async function readBase(
  tree: Tree,
  config: Config,
  onFault: (fault: CouldNotRun) => void,
): Promise<Project> {
  const graph = await graphIn(tree, config).catch((error: unknown) => {
    if (!(error instanceof CouldNotRun) || error instanceof Unreadable) throw error;
    onFault(error);
    return undefined;
  });
  return readRest(tree, config, await readSubgraphs(tree, config, graph), onFault);
}

const graphIn = async (tree: Tree, { graph }: Config): Promise<GraphFile | undefined> =>
  graph === undefined ? undefined : readGraphFile(tree, graph);

async function readSubgraphs(
  tree: Tree,
  config: Config,
  graph: GraphFile | undefined,
): Promise<Subgraph[]> {
  const read = config.subgraphs.map(async ({ name, url, schema }) => {
    const sdl = await readText(tree, schema);
    return sdl === undefined ? [] : [parseSubgraph(name, url ?? '', schema, sdl)];
  });
  const own = (await Promise.all(read)).flat();
  const others = (graph?.subgraphs ?? [])
    .filter(({ name }) => !config.subgraphs.some((entry) => entry.name === name))
    .map(({ name, url, sdl }) =>
      parseSubgraph(name, url, config.graph ?? name, sdl, { foreign: true }),
    );
  return [...others, ...own];
}

export function parseSubgraph(
  name: string,
  url: string,
  file: string,
  sdl: string,
  { foreign }: { foreign?: true } = {},
): Subgraph {
  const subgraph = { name, url, file, sdl, ...(foreign && { foreign }) };
  try {
    // Positions in a text within a file are none of the file's.
    const noLocation = foreign ?? false;
    return { ...subgraph, document: parse(new Source(sdl, file), { noLocation }) };
  } catch (error) {
    if (error instanceof GraphQLError) return { ...subgraph, syntaxError: error };
    throw error;
  }
}

async function readRest(
  tree: Tree,
  config: Config,
  subgraphs: Subgraph[],
  onFault?: (fault: CouldNotRun) => void,
): Promise<Project> {
  const { supergraph, api } = config.drift;
  return {
    subgraphs,
    operations: await readOperations(tree, globsOf(config), onFault),
    supergraphFile: supergraph && (await readText(tree, supergraph)),
    apiFile: api && (await readText(tree, api)),
  };
}

/** Whoever has a subgraph may break the operations of others; whoever has none answers for its own alone. */
const globsOf = ({ operations, subgraphs, graph }: Config): string[] =>
  graph !== undefined && subgraphs.length > 0 ? [...operations, escapePath(graph)] : operations;
