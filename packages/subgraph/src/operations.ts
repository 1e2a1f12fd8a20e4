import { compileOperation, type CompiledOperation } from '@customer-graph/operation-executor';
import {
  getOperationAST,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';

/** A document whose operations are ready to be executed. */
interface Document {
  readonly node: DocumentNode;
  readonly operations: Map<string | undefined, CompiledOperation>;
}

/** What is known of an operation before it is executed. */
export type Prepared =
  | { readonly operation: CompiledOperation }
  | { readonly fault: OperationFault; readonly errors: readonly GraphQLError[] };
export type OperationFault =
  'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED' | 'OPERATION_RESOLUTION_FAILURE';

// A gateway sends one document for each operation of its clients and each service in it.
const maxDocuments = 1_000;
const rules = [...specifiedRules, NoSchemaIntrospectionCustomRule];

/** Parses, validates and compiles operations; the documents asked for last are remembered. They hold nothing of a caller. */
export function createOperations(schema: GraphQLSchema) {
  const documents = new Map<string, Document>();

  function remember(text: string, document: Document): void {
    documents.delete(text);
    documents.set(text, document);
    if (documents.size <= maxDocuments) return;
    const oldest = documents.keys().next();
    if (!oldest.done) documents.delete(oldest.value);
  }

  return (text: string, operationName: string | undefined): Prepared => {
    const known = documents.get(text);
    const document = known ?? read(schema, text);
    if ('fault' in document) return document;
    // Those that are asked for often move away from the end at which documents are forgotten.
    remember(text, document);
    const compiled = document.operations.get(operationName);
    if (compiled) return { operation: compiled };
    if (!getOperationAST(document.node, operationName)) {
      const error = new GraphQLError('operationName must name one of the operations.');
      return { fault: 'OPERATION_RESOLUTION_FAILURE', errors: [error] };
    }
    const operation = compileOperation(schema, document.node, operationName);
    document.operations.set(operationName, operation);
    return { operation };
  };
}

function read(
  schema: GraphQLSchema,
  text: string,
): Document | Extract<Prepared, { fault: string }> {
  let node;
  try {
    node = parse(text);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { fault: 'GRAPHQL_PARSE_FAILED', errors: [error] };
  }
  const errors = validate(schema, node, rules);
  if (errors.length > 0) return { fault: 'GRAPHQL_VALIDATION_FAILED', errors };
  return { node, operations: new Map() };
}
