import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { ApolloGateway, type SupergraphManager } from '@apollo/gateway';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { compileAnswerShape, type AcceptsData } from '../subgraph/answer-shape.ts';
import type { SubgraphRegistry } from '../subgraph/subgraph-registry.ts';
import { checkSupergraph } from '../supergraph/check-supergraph.ts';
import type { ListedSubgraph } from '../supergraph/subgraph-list.ts';
import { watchText } from '../supergraph/supergraph-file.ts';
import { createDataSource } from './data-source.ts';
import { createPlanCache } from './plan-cache.ts';

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
}

export interface GraphOptions {
  readonly path: string;
  /** Milliseconds between two looks at the file. */
  readonly pollInterval: number;
  readonly registry: SubgraphRegistry;
  readonly urlOf: (subgraph: ListedSubgraph) => string;
  readonly exposeQueryPlans: boolean;
  readonly log: Logger;
  readonly onReload: (result: 'loaded' | 'refused') => void;
  readonly onPlanLookup: (result: 'hit' | 'miss') => void;
}

/** Serves the supergraph of a file; follows its changes, and keeps the last good one. */
export function createGraph(options: GraphOptions): { gateway: ApolloGateway; state: GraphState } {
  const { log, registry, urlOf } = options;
  let schema: GraphQLSchema | undefined;
  let supergraph: SupergraphState | undefined;
  let shapes: (operation: string) => AcceptsData = () => () => true;

  function accept(sdl: string): void {
    const checked = checkSupergraph(sdl, urlOf);
    registry.update(checked.listed);
    shapes = createShapes(checked.schema);
    const id = createHash('sha256').update(sdl).digest('hex').slice(0, 12);
    supergraph = { id, loadedAt: new Date().toISOString(), refused: null };
  }

  function reload(sdl: string, update: (sdl: string) => void): void {
    try {
      accept(sdl);
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
      accept(sdl);
      const stop = watchText(
        options.path,
        options.pollInterval,
        (text) => reload(text, update),
        refuse,
      );
      return { supergraphSdl: sdl, cleanup: async () => stop() };
    },
  };

  // The only switch that Apollo's gateway has for it; without, it reports metrics to Apollo.
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  const gateway = new ApolloGateway({
    supergraphSdl: manager,
    buildService: ({ name }) =>
      createDataSource(
        name,
        (service) => registry.get(service),
        (operation) => shapes(operation),
      ),
    logger: silent,
    __exposeQueryPlanExperimental: options.exposeQueryPlans,
    // Checked before, see checkSupergraph.
    validateSupergraph: false,
    queryPlannerConfig: { cache: createPlanCache(1_000, options.onPlanLookup) },
  });
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
    schema = apiSchema;
  });

  return {
    gateway,
    state: {
      get supergraph() {
        if (!supergraph) throw new Error('no supergraph is loaded yet');
        return supergraph;
      },
      get schema() {
        if (!schema) throw new Error('no supergraph is loaded yet');
        return schema;
      },
    },
  };
}

// What Apollo's gateway logs is reported here already, or repeats texts that clients sent.
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Compiles the check of each subgraph operation once; a plan's operations are few and its texts stay the same. */
function createShapes(schema: GraphQLSchema): (operation: string) => AcceptsData {
  const compiled = new Map<string, AcceptsData>();
  return (operation) => {
    const known = compiled.get(operation);
    if (known) return known;
    const shape = compileAnswerShape(schema, operation);
    if (compiled.size >= 5_000) compiled.clear();
    compiled.set(operation, shape);
    return shape;
  };
}
