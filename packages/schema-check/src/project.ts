import { type DocumentNode, GraphQLError, Source, parse } from './graphql.ts';
import type { Config } from './config.ts';
import { CouldNotRun } from './could-not-run.ts';
import { type Operation, readOperations } from './read-operations.ts';
import { type Tree, readText } from './tree.ts';

/** One subgraph's SDL; without `document` when it does not parse. */
export interface Subgraph {
  name: string;
  url: string;
  file: string;
  sdl: string;
  document?: DocumentNode;
  syntaxError?: GraphQLError;
}

/** The files of one state of the repository that the check judges. */
export interface Project {
  subgraphs: Subgraph[];
  operations: Operation[];
  /** Text of the committed compositions; undefined when not configured or not there. */
  supergraphFile?: string | undefined;
  apiFile?: string | undefined;
}

/** Reads the head: every file that the configuration names must be there. */
export async function readHead(tree: Tree, config: Config): Promise<Project> {
  const subgraphs = await readSubgraphs(tree, config);
  const missing = config.subgraphs.find(
    ({ name }) => !subgraphs.some((entry) => entry.name === name),
  );
  if (missing)
    throw new CouldNotRun(
      `the configuration names ${missing.schema} as the schema of «${missing.name}», but there is no such file.`,
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
  return readRest(tree, config, await readSubgraphs(tree, config), onFault);
}

async function readSubgraphs(tree: Tree, config: Config): Promise<Subgraph[]> {
  const read = config.subgraphs.map(async ({ name, url, schema }) => {
    const sdl = await readText(tree, schema);
    return sdl === undefined ? [] : [parseSubgraph(name, url ?? '', schema, sdl)];
  });
  return (await Promise.all(read)).flat();
}

export function parseSubgraph(name: string, url: string, file: string, sdl: string): Subgraph {
  try {
    return { name, url, file, sdl, document: parse(new Source(sdl, file)) };
  } catch (error) {
    if (error instanceof GraphQLError) return { name, url, file, sdl, syntaxError: error };
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
    operations: await readOperations(tree, config.operations, onFault),
    supergraphFile: supergraph && (await readText(tree, supergraph)),
    apiFile: api && (await readText(tree, api)),
  };
}
