import {
  getOperationAST,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LimitExceededError, type Limits } from '../limits/limits.ts';
import { checkStructure } from '../limits/structure.ts';
import { dropLocations } from './drop-locations.ts';
import { InvalidOperationError } from './invalid-operation.ts';

export interface ReadOptions {
  readonly limits: Limits;
  readonly introspection: boolean;
  /** Tell clients nothing of names that they did not send. */
  readonly hideSuggestions: boolean;
}

/** Faults of one document that are told at most. */
const mostErrors = 10;

/**
 * Parses and validates a document. Its shape is measured before, since validation can be made to explode.
 * @throws LimitExceededError, InvalidOperationError, or another GraphQLError when there is no such operation
 */
export function readDocument(
  schema: GraphQLSchema,
  { text, operationName }: { readonly text: string; readonly operationName: string | undefined },
  options: ReadOptions,
): { readonly document: DocumentNode; readonly definition: OperationDefinitionNode } {
  const document = parseWithin(text, options.limits);
  checkStructure(document, options.limits);
  const definition = getOperationAST(document, operationName);
  if (!definition) throw unknownOperation(operationName);
  if (definition.operation === 'subscription')
    throw new GraphQLError('Subscriptions are not supported', {
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
  const rules = options.introspection
    ? specifiedRules
    : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const { limits, hideSuggestions } = options;
  const maxErrors = Math.min(mostErrors, limits.errors);
  const errors = validate(schema, document, rules, { maxErrors, hideSuggestions });
  // The last one beyond only tells that there are more.
  if (errors.length > 0) throw new InvalidOperationError(errors.slice(0, maxErrors));
  dropLocations(document);
  return { document, definition };
}

function unknownOperation(operationName: string | undefined): GraphQLError {
  const message =
    operationName === undefined
      ? 'The document must contain exactly one operation, or the request must name one'
      : 'The document has no operation with this name';
  return new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
}

function parseWithin(text: string, limits: Limits): DocumentNode {
  try {
    return parse(text, { maxTokens: limits.tokens });
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
