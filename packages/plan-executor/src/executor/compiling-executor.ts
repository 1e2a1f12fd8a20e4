import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { FederatedGraph } from '../graph/federated-graph.ts';
import type { JsonRecord } from '../json.ts';
import type { ExecutionResult } from '../operation/compiled-operation.ts';
import { PreparedOperation } from '../operation/prepared-operation.ts';
import type { SubgraphRequest, SubgraphResponse } from '../subgraph-request.ts';

/** What is read of Apollo Server's request context. */
export interface OperationRequest {
  /** Stands for the document: equal hashes, equal documents. */
  readonly queryHash: string;
  /** Parsed and validated against the graph's schema. */
  readonly document: DocumentNode;
  readonly request: {
    readonly operationName?: string | undefined;
    readonly variables?: Readonly<JsonRecord> | undefined;
  };
}

export interface CompilingExecutorOptions<Context extends OperationRequest> {
  readonly graph: FederatedGraph;
  /** Sends one request to one subgraph on behalf of the operation in `context`. */
  readonly fetch: (request: SubgraphRequest, context: Context) => Promise<SubgraphResponse>;
  /** Operations kept planned and compiled; the least recently used go first. Default 1,000. */
  readonly maxOperations?: number;
  /** Fields of all operations that are kept; about a kilobyte each. Default 50,000. */
  readonly maxFields?: number;
}

export interface CompilingExecutor<Context extends OperationRequest> {
  /** How many operations are kept now. */
  readonly size: number;
  /** From memory if possible. */
  prepare(context: Context): PreparedOperation;
  /** Without `data` where one server would not begin to execute. */
  execute(context: Context): Promise<ExecutionResult | Pick<ExecutionResult, 'errors'>>;
}

/**
 * Plans, compiles and executes the operations of one supergraph. A new supergraph needs a new
 * executor; requests that have begun may end on the old one.
 */
export function createCompilingExecutor<Context extends OperationRequest>(
  options: CompilingExecutorOptions<Context>,
): CompilingExecutor<Context> {
  const { graph, fetch, maxOperations = 1_000, maxFields = 50_000 } = options;
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
    const prepared = new PreparedOperation(graph, document, operationName);
    kept.set(key, prepared);
    return prepared;
  };

  return {
    get size() {
      return kept.size;
    },
    prepare,
    async execute(context) {
      const prepared = prepare(context);
      const { variables } = context.request;
      const errors = prepared.checkVariables(variables);
      if (errors) return { errors };
      return prepared.execute({ variables, fetch: (request) => fetch(request, context) });
    },
  };
}
