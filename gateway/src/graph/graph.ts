import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { AdmittedOperation } from '../execution/admitted-operation.ts';
import { createExecution, type Execute } from '../execution/execution.ts';
import type { Variables } from '../limits/cost.ts';
import { createOperations, type Operations, type Prepare } from '../operations/operations.ts';
import type { ReadOptions } from '../operations/read-document.ts';
import type { SubgraphRegistry } from '../subgraph/subgraph-registry.ts';
import { createFollower, type SupergraphState } from '../supergraph/follow-supergraph.ts';
import { loadGraph, type LoadedGraph, type LoadOptions } from '../supergraph/load-graph.ts';

/** One supergraph as it is served, with operations of its own: what began with it ends with it. */
interface ServedGraph {
  readonly loaded: LoadedGraph;
  readonly operations: Operations;
  readonly execute: Execute;
}

export interface GraphOptions extends LoadOptions, ReadOptions {
  readonly path: string;
  /** Milliseconds between two looks at the file. */
  readonly pollInterval: number;
  readonly registry: SubgraphRegistry;
  readonly prepare: Prepare;
  /** Bytes of all operations that are kept. */
  readonly operationBytes: number;
  /** Whether spans are sent anywhere. */
  readonly tracing: boolean;
  readonly log: Logger;
  readonly onReload: (result: 'loaded' | 'refused') => void;
  readonly onPlanLookup: (result: 'hit' | 'miss') => void;
}

export interface Graph {
  readonly supergraph: SupergraphState;
  /** The schema that clients see. */
  readonly schema: GraphQLSchema;
  /**
   * Finds an operation in the graph of now, with all that is known of it.
   * @throws GraphQLError or InvalidOperationError when it cannot be executed with these values
   */
  admit(text: string, operationName: string | undefined, variables: Variables): AdmittedOperation;
  /** The text of a document that was executed lately, by its SHA-256. */
  textOf(hash: string): string | undefined;
  /** Calls back with each graph from now on. @returns what ends it */
  onServed(listener: (loaded: LoadedGraph) => void): () => void;
  /** @throws when the first supergraph cannot be served */
  start(): Promise<void>;
  stop(): void;
}

/** Loads the supergraph of a file, keeps its operations, executes them; each of the three knows only the one before. */
export function createGraph(options: GraphOptions): Graph {
  const listeners = new Set<(loaded: LoadedGraph) => void>();
  let served: ServedGraph | undefined;

  async function serve(sdl: string): Promise<string> {
    const loaded = await loadGraph(sdl, options);
    const operations = createOperations({
      ...options,
      graph: loaded,
      maxBytes: options.operationBytes,
    });
    const execute = createExecution({
      ...options,
      clientOf: options.registry.update(loaded.subgraphs),
      onExecuted: operations.settle,
    });
    served = { loaded, operations, execute };
    for (const listener of listeners) listener(loaded);
    return loaded.id;
  }

  const follower = createFollower({ ...options, serve });
  const now = (): ServedGraph => {
    if (!served) throw new Error('no supergraph is loaded yet');
    return served;
  };

  return {
    get supergraph() {
      if (!follower.state) throw new Error('no supergraph is loaded yet');
      return follower.state;
    },
    get schema() {
      return now().loaded.schema;
    },
    admit(text, operationName, variables) {
      const { operations, execute } = now();
      const operation = operations.find(text, operationName);
      return new AdmittedOperation(operation, variables, {
        maxCost: options.limits.cost,
        execute,
      });
    },
    textOf: (hash) => served?.operations.textOf(hash),
    onServed(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: follower.start,
    stop: follower.stop,
  };
}
