import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DocumentNode, GraphQLError, Source, parse } from './graphql.ts';
import type { Config } from './config.ts';
import { CouldNotRun } from './could-not-run.ts';
import { type Operation, readOperations } from './read-operations.ts';

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
export async function readHead(root: string, config: Config): Promise<Project> {
  const subgraphs = await readSubgraphs(root, config);
  const missing = config.subgraphs.find(
    ({ name }) => !subgraphs.some((entry) => entry.name === name),
  );
  if (missing)
    throw new CouldNotRun(
      `the configuration names ${missing.schema} as the schema of «${missing.name}», but there is no such file.`,
    );
  return readRest(root, config, subgraphs);
}

/** Reads the base: what was not there yet is new in the head, and what was faulty there must not stop its repair. */
export async function readBase(
  root: string,
  config: Config,
  onFault: (fault: CouldNotRun) => void,
): Promise<Project> {
  return readRest(root, config, await readSubgraphs(root, config), onFault);
}

async function readSubgraphs(root: string, config: Config): Promise<Subgraph[]> {
  const read = config.subgraphs.map(async ({ name, url, schema }) => {
    const sdl = await readIfThere(root, schema);
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
  root: string,
  config: Config,
  subgraphs: Subgraph[],
  onFault?: (fault: CouldNotRun) => void,
): Promise<Project> {
  const { supergraph, api } = config.drift;
  return {
    subgraphs,
    operations: await readOperations(root, config.operations, onFault),
    supergraphFile: supergraph && (await readIfThere(root, supergraph)),
    apiFile: api && (await readIfThere(root, api)),
  };
}

async function readIfThere(root: string, file: string): Promise<string | undefined> {
  return readFile(join(root, file), 'utf8').catch(() => undefined);
}
