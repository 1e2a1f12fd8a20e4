import type { QueryPlannerConfig } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { ExecutionResult } from '../compile-plan.ts';
import type { JsonRecord } from '../json.ts';
import type { SubgraphRequest, SubgraphResponse } from '../subgraph-request.ts';
import { PlannedSchema, type PreparedOperation } from './planned-schema.ts';

/** What is read of Apollo Server's request context. */
export interface OperationRequest {
  /** Stands for the document: equal hashes, equal documents. */
  readonly queryHash: string;
  /** Parsed and validated against `schema`. */
  readonly document: DocumentNode;
  readonly request: {
    readonly operationName?: string | undefined;
    readonly variables?: Readonly<JsonRecord> | undefined;
  };
}

export interface CompilingExecutorOptions<Context extends OperationRequest, Fallback> {
  readonly supergraphSdl: string;
  /** Sends one request to one subgraph on behalf of the operation in `context`. */
  readonly fetch: (request: SubgraphRequest, context: Context) => Promise<SubgraphResponse>;
  /** Executes what could not be compiled, introspection above all. */
  readonly fallback: (
    context: Context,
    prepared: PreparedOperation,
    planned: PlannedSchema,
  ) => Promise<Fallback>;
  /** Operations kept planned and compiled; the least recently used go first. Default 1,000. */
  readonly maxOperations?: number;
  /** Fields of all operations that are kept; about a kilobyte each. Default 50,000. */
  readonly maxFields?: number;
  readonly plannerConfig?: QueryPlannerConfig;
}

export interface CompilingExecutor<Context extends OperationRequest, Fallback> {
  /** The API schema that requests are validated against. */
  readonly schema: GraphQLSchema;
  /** How many operations are kept now. */
  readonly size: number;
  /** Planned and compiled, from memory if possible. */
  prepare(context: Context): PreparedOperation;
  execute(context: Context): Promise<ExecutionResult | Fallback>;
}

/**
 * Plans, compiles and executes the operations of one supergraph. A new supergraph needs a new
 * executor; requests that have begun may end on the old one.
 */
export function createCompilingExecutor<Context extends OperationRequest, Fallback>(
  options: CompilingExecutorOptions<Context, Fallback>,
): CompilingExecutor<Context, Fallback> {
  const { fetch, fallback, maxOperations = 1_000, maxFields = 50_000 } = options;
  const planned = new PlannedSchema(options.supergraphSdl, options.plannerConfig);
  const kept = new LRUCache<string, PreparedOperation>({
    max: maxOperations,
    maxSize: maxFields,
    sizeCalculation: ({ fields }) => Math.max(1, fields),
  });

  const prepare = ({ queryHash, document, request }: Context): PreparedOperation => {
    const operationName = request.operationName || undefined;
    const key = operationName === undefined ? queryHash : `${queryHash} ${operationName}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const prepared = planned.prepare(document, operationName);
    kept.set(key, prepared);
    return prepared;
  };

  return {
    schema: planned.schema,
    get size() {
      return kept.size;
    },
    prepare,
    async execute(context) {
      const prepared = prepare(context);
      const { variables } = context.request;
      const { compiled } = prepared;
      const errors = prepared.checkVariables(variables);
      if (errors) return { errors };
      if (compiled.kind === 'refusal') return fallback(context, prepared, planned);
      return compiled.execute({ variables, fetch: (request) => fetch(request, context) });
    },
  };
}
