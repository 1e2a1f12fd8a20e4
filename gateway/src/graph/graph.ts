import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { setImmediate as breathe } from 'node:timers/promises';
import { ApolloGateway, type SupergraphManager } from '@apollo/gateway';
import { checkVariables, FederatedGraph, markOneOf } from '@customer-graph/plan-executor';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { compileAnswerShape, type AnswerShape } from '../subgraph/answer-shape.ts';
import type { SubgraphRegistry } from '../subgraph/subgraph-registry.ts';
import type { AdmittedOperation } from '../limits/admission.ts';
import { noWeights, readWeights, type Weights } from '../limits/weights.ts';
import { checkSupergraph } from '../supergraph/check-supergraph.ts';
import type { ListedSubgraph } from '../supergraph/subgraph-list.ts';
import { watchText } from '../supergraph/supergraph-file.ts';
import {
  createCompiledExecution,
  type CompiledExecution,
  type Execute,
  type KnownOperation,
} from './compiled-execution.ts';
import { createDataSource } from './data-source.ts';
import { createPlanCache } from './plan-cache.ts';
import { createSubgraphCaller, type CallSubgraph } from './subgraph-caller.ts';

/** The supergraph that is served, and why a newer file was refused, if one was. */
interface SupergraphState {
  /** SHA-256 of the file's text, shortened. */
  readonly id: string;
  readonly loadedAt: string;
  readonly refused: string | null;
}

export interface GraphState {
  readonly supergraph: SupergraphState;
  /** The schema that clients see. */
  readonly schema: GraphQLSchema;
  /** What the modules say about costs. */
  readonly weights: Weights;
}

/** `compiled` executes plans compiled once per operation; `apollo` leaves all of them to Apollo's executor. */
export type PlanExecutor = 'compiled' | 'apollo';

/** What Apollo Server needs to serve a graph. */
export type GatewayInterface = Pick<ApolloGateway, 'onSchemaLoadOrUpdate' | 'load' | 'stop'>;

export interface GraphOptions {
  readonly path: string;
  /** Milliseconds between two looks at the file. */
  readonly pollInterval: number;
  readonly registry: SubgraphRegistry;
  readonly urlOf: (subgraph: ListedSubgraph) => string;
  readonly exposeQueryPlans: boolean;
  readonly planExecutor: PlanExecutor;
  /** Labels of `@override` that are on. */
  readonly overrideLabels: ReadonlySet<string>;
  /** Whether spans are sent anywhere. */
  readonly tracing: boolean;
  readonly log: Logger;
  readonly onReload: (result: 'loaded' | 'refused') => void;
  readonly onPlanLookup: (result: 'hit' | 'miss') => void;
}

/** Serves the supergraph of a file; follows its changes, and keeps the last good one. */
export function createGraph(options: GraphOptions): {
  gateway: GatewayInterface;
  state: GraphState;
  /** An operation that Apollo Server has executed over the supergraph of now; it need not go through it again. */
  known: (operation: AdmittedOperation) => KnownOperation | undefined;
} {
  const { log, registry, urlOf } = options;
  let schema: GraphQLSchema | undefined;
  let supergraph: SupergraphState | undefined;
  let compiled: CompiledExecution | undefined;
  let weights: Weights = noWeights;
  let supergraphSchema: GraphQLSchema | undefined;
  let callSubgraph: CallSubgraph = createSubgraphCaller(registry.get, () => {
    throw new Error('no supergraph is loaded yet');
  });

  async function accept(sdl: string): Promise<void> {
    const checked = checkSupergraph(sdl, urlOf);
    // Each part takes so long that running requests go on in between.
    await breathe();
    let clientOf = registry.get;
    const graph = new FederatedGraph(checked.supergraph, options);
    await breathe();
    const caller = createSubgraphCaller(
      (name) => clientOf(name),
      createShapes(graph.supergraphSchema),
    );
    const execution =
      options.planExecutor === 'compiled'
        ? createCompiledExecution({
            ...options,
            graph,
            callSubgraph: caller,
            maxOperations,
          })
        : undefined;
    await breathe();
    clientOf = registry.update(checked.listed);
    callSubgraph = caller;
    compiled = execution;
    supergraphSchema = graph.supergraphSchema;
    weights = readWeights(checked.supergraph, graph.supergraphSchema);
    const id = createHash('sha256').update(sdl).digest('hex').slice(0, 12);
    supergraph = { id, loadedAt: new Date().toISOString(), refused: null };
  }

  async function reload(sdl: string, update: (sdl: string) => void): Promise<void> {
    try {
      await accept(sdl);
      update(sdl);
      log.info({ supergraph }, 'supergraph reloaded');
      options.onReload('loaded');
    } catch (error) {
      refuse(error);
    }
  }

  function refuse(error: unknown): void {
    const refused = error instanceof Error ? error.message : String(error);
    if (supergraph) supergraph = { ...supergraph, refused };
    log.error({ reason: refused }, 'supergraph refused, the last good one stays');
    options.onReload('refused');
  }

  const manager: SupergraphManager = {
    async initialize({ update }) {
      const sdl = await readFile(options.path, 'utf8');
      await accept(sdl);
      const stop = watchText(
        options.path,
        options.pollInterval,
        (text) => reload(text, update),
        refuse,
      );
      return { supergraphSdl: sdl, cleanup: async () => stop() };
    },
  };

  // Apollo's gateway keeps its data sources from one supergraph to the next; a request that runs keeps its own calls.
  const callers = new WeakMap<object, CallSubgraph>();
  const executeByApollo: Execute = async (request) => {
    // It would put everything that is wrong with them into words, for seconds.
    const errors = checkVariables(request.schema, request.operation, request.request.variables);
    if (errors) return { errors };
    callers.set(request.context, callSubgraph);
    return apollo.executor(request);
  };

  // The only switch that Apollo's gateway has for it; without, it reports metrics to Apollo.
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  const apollo = new ApolloGateway({
    supergraphSdl: manager,
    buildService: ({ name }) =>
      createDataSource(name, (call, context) =>
        (callers.get(context) ?? callSubgraph)(call, context),
      ),
    logger: silent,
    __exposeQueryPlanExperimental: options.exposeQueryPlans,
    // Checked before, see checkSupergraph.
    validateSupergraph: false,
    queryPlannerConfig: { cache: createPlanCache(maxOperations, options.onPlanLookup) },
  });
  // A request that was validated against a schema is executed over the supergraph of that schema.
  const executions = new WeakMap<GraphQLSchema, CompiledExecution>();
  apollo.onSchemaLoadOrUpdate(({ apiSchema }) => {
    if (supergraphSchema) markOneOf(apiSchema, supergraphSchema);
    schema = apiSchema;
    if (compiled) executions.set(apiSchema, compiled);
  });
  const execute: Execute = (request) => {
    const execution = executions.get(request.schema);
    return (execution?.execute ?? executeByApollo)(request);
  };

  return {
    gateway: {
      onSchemaLoadOrUpdate: (callback) => apollo.onSchemaLoadOrUpdate(callback),
      async load(loading) {
        return { ...(await apollo.load(loading)), executor: execute };
      },
      stop: () => apollo.stop(),
    },
    known: (operation) => (schema ? executions.get(schema)?.known(operation) : undefined),
    state: {
      get supergraph() {
        if (!supergraph) throw new Error('no supergraph is loaded yet');
        return supergraph;
      },
      get weights() {
        return weights;
      },
      get schema() {
        if (!schema) throw new Error('no supergraph is loaded yet');
        return schema;
      },
    },
  };
}

/** Operations kept planned. */
const maxOperations = 1_000;
/** Characters of all operations of subgraphs whose answers' shapes are kept. */
const maxShapesLength = 5_000_000;

// What Apollo's gateway logs is reported here already, or repeats texts that clients sent.
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Compiles the check of each subgraph operation once; a plan's operations are few and its texts stay the same. */
function createShapes(schema: GraphQLSchema): (operation: string) => AnswerShape {
  const compiled = new Map<string, AnswerShape>();
  let length = 0;
  return (operation) => {
    const known = compiled.get(operation);
    if (known) return known;
    const shape = compileAnswerShape(schema, operation);
    length += operation.length;
    if (length > maxShapesLength) {
      compiled.clear();
      length = operation.length;
    }
    compiled.set(operation, shape);
    return shape;
  };
}
