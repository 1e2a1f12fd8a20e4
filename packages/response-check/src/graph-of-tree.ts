import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { CouldNotRun } from '@customer-graph/schema-check';

/** A running graph, as far as the check needs it. */
export interface Graph {
  readonly url: string;
  readonly dataDir: string;
  readonly mailDir: string;
  readonly modules: readonly string[];
  serviceUrl(module: string): string;
  token(request: {
    readonly as: 'staff' | 'service';
    readonly store: string;
    readonly permissions?: readonly string[];
    readonly subject?: string;
  }): Promise<string>;
  halt(name: string): Promise<void>;
  resume(name: string): void;
  ready(name: string): Promise<void>;
  stop(): Promise<void>;
}

export interface GraphOptions {
  readonly dataDir: string;
  readonly ports: { readonly gateway: number };
  readonly databaseUrls: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly generate: boolean;
  readonly signal: AbortSignal;
}

/** How one state of the repository starts its graph: by its own code, which knows what its processes need. */
export interface GraphOfTree {
  readonly modules: readonly string[];
  start(options: GraphOptions): Promise<Graph>;
  loadDemoData(
    graph: Graph,
    options: { readonly signal: AbortSignal; readonly onLine: (line: string) => void },
  ): Promise<void>;
  freePorts(count: number): Promise<number>;
}

const callable = z.custom<(...args: never[]) => Promise<never>>(
  (value) => typeof value === 'function',
);
const parts = {
  'infra/local/src/graph.ts': z.object({ startGraph: callable }),
  'infra/local/src/demo/load.ts': z.object({ loadDemoData: callable }),
  'infra/local/src/ports.ts': z.object({ freePorts: callable }),
  'infra/local/src/modules.ts': z.object({ allModules: z.array(z.string()).min(1) }),
};

/** @throws CouldNotRun when this state of the repository has no such graph */
export async function graphOfTree(tree: string, name: string): Promise<GraphOfTree> {
  const read = async <File extends keyof typeof parts>(file: File) => {
    const whole = path.join(tree, file);
    if (!existsSync(whole))
      throw new CouldNotRun(`the ${name} has no ${file}, by which its graph would be started.`);
    const loaded: unknown = await import(pathToFileURL(whole).href);
    const parsed = parts[file].safeParse(loaded);
    if (!parsed.success)
      throw new CouldNotRun(`the ${name} starts its graph in another way than this check knows.`);
    return loaded;
  };
  // Shapes of functions cannot be looked at: what a state of long ago does differently shows when it is started.
  const graph = (await read('infra/local/src/graph.ts')) as { startGraph: GraphOfTree['start'] };
  const demo = (await read('infra/local/src/demo/load.ts')) as Pick<GraphOfTree, 'loadDemoData'>;
  const ports = (await read('infra/local/src/ports.ts')) as Pick<GraphOfTree, 'freePorts'>;
  const modules = parts['infra/local/src/modules.ts'].parse(
    await read('infra/local/src/modules.ts'),
  );
  return {
    modules: modules.allModules,
    start: graph.startGraph,
    loadDemoData: demo.loadDemoData,
    freePorts: ports.freePorts,
  };
}
