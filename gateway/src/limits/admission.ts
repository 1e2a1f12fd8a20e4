import {
  getOperationAST,
  GraphQLError,
  parse,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { estimateCost } from './cost.ts';
import { LimitExceededError, type Limits } from './limits.ts';
import { checkStructure } from './structure.ts';

export interface Admission {
  /**
   * Checks an operation against the limits, before it is validated.
   * @returns its cost; 0 when the document says nothing about it, which validation will refuse
   * @throws LimitExceededError, or another GraphQLError when the text is not a document
   */
  admit(query: string, operationName: string | undefined, variables: Variables): number;
}

type Variables = Readonly<Record<string, unknown>>;

const cacheSize = 1_000;

/** Documents are parsed and measured once; only the cost depends on the variables. */
export function createAdmission(limits: Limits, currentSchema: () => GraphQLSchema): Admission {
  const admitted = new Map<string, DocumentNode>();

  function documentOf(query: string): DocumentNode {
    const known = admitted.get(query);
    if (known) return known;
    const document = parseWithin(query, limits);
    checkStructure(document, limits);
    if (admitted.size >= cacheSize) admitted.clear();
    admitted.set(query, document);
    return document;
  }

  return {
    admit(query, operationName, variables) {
      const document = documentOf(query);
      const operation = getOperationAST(document, operationName);
      if (!operation) return 0;
      if (operation.operation === 'subscription')
        throw new GraphQLError('Subscriptions are not supported', {
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        });
      const cost = estimateCost(currentSchema(), document, operation, variables, limits);
      if (cost > limits.cost) throw new LimitExceededError('cost', limits.cost);
      return cost;
    },
  };
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
