import {
  getOperationAST,
  GraphQLError,
  parse,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { compileCost, type Cost, type CostedSchema, type Variables } from './cost.ts';
import { LimitExceededError, type Limits } from './limits.ts';
import { checkStructure } from './structure.ts';

/**
 * One operation of a document within the limits, the same object for each request that sends the same text while the same
 * schema is served. It may be invalid still.
 */
export interface AdmittedOperation {
  readonly cost: Cost;
}

export interface Admission {
  /**
   * Checks an operation against the limits, before it is validated.
   * @throws LimitExceededError, or another GraphQLError when the text is not a document or has no such operation
   */
  admit(
    query: string,
    operationName: string | undefined,
    variables: Variables,
  ): { readonly operation: AdmittedOperation; readonly cost: number };
}

interface AdmittedDocument {
  readonly document: DocumentNode;
  /** Bytes that it and what is compiled of it take, roughly. */
  readonly size: number;
  /** By the name that requests ask for. */
  readonly operations: Map<string | undefined, AdmittedOperation>;
}

const maxDocuments = 1_000;
/** Bytes of all documents together, as far as they are known. */
const maxSize = 50_000_000;
/** Bytes that a selected field takes: parsed, planned and compiled. */
const fieldSize = 1_000;

/** Documents are parsed and measured once for each schema; only the cost depends on the variables. */
export function createAdmission(limits: Limits, graph: CostedSchema): Admission {
  const documents = new LRUCache<string, AdmittedDocument>({
    max: maxDocuments,
    maxSize,
    sizeCalculation: ({ size }) => size,
  });
  let schema: GraphQLSchema | undefined;

  function documentOf(query: string): AdmittedDocument {
    const known = documents.get(query);
    if (known) return known;
    const document = parseWithin(query, limits);
    const fields = checkStructure(document, limits);
    const size = 1 + query.length + fields * fieldSize;
    const admitted = { document, size, operations: new Map() };
    documents.set(query, admitted);
    return admitted;
  }

  return {
    admit(query, operationName, variables) {
      const { schema: current, weights } = graph;
      if (current !== schema) documents.clear();
      schema = current;
      const { document, operations } = documentOf(query);
      let operation = operations.get(operationName);
      if (!operation) {
        const definition = getOperationAST(document, operationName);
        // Apollo's executor would look for one of its own accord, past the limits.
        if (!definition) throw unknownOperation(operationName);
        if (definition.operation === 'subscription')
          throw new GraphQLError('Subscriptions are not supported', {
            extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
          });
        operation = {
          cost: compileCost({ schema: current, weights }, document, definition, limits),
        };
        operations.set(operationName, operation);
      }
      const cost = operation.cost(variables);
      if (cost > limits.cost) throw new LimitExceededError('cost', limits.cost);
      return { operation, cost };
    },
  };
}

function unknownOperation(operationName: string | undefined): GraphQLError {
  const message =
    operationName === undefined
      ? 'The document must contain exactly one operation, or the request must name one'
      : 'The document has no operation with this name';
  return new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
}

function parseWithin(query: string, limits: Limits): DocumentNode {
  try {
    return parse(query, { maxTokens: limits.tokens, noLocation: true });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (error.message.includes('tokens')) throw new LimitExceededError('tokens', limits.tokens);
    throw new GraphQLError(error.message, {
      source: error.source,
      positions: error.positions,
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
  }
}
