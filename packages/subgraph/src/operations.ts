import { compileOperation, type CompiledOperation } from '@customer-graph/operation-executor';
import { getOperationAST, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Operations that were validated and compiled. They hold nothing of a caller. */
export interface Operations {
  find(text: string, operationName: string | undefined): CompiledOperation | undefined;
  /**
   * Compiles an operation and remembers it under its document's text.
   * @param document what the text says, valid
   * @returns undefined when the document has no such operation
   */
  prepare(
    text: string,
    document: DocumentNode,
    operationName: string | undefined,
  ): CompiledOperation | undefined;
}

// A gateway sends one document for each operation of its clients and each service in it.
const maxDocuments = 1_000;
/** Characters of all documents together. */
const maxLength = 20_000_000;

/** The operations of the documents that were asked for last. */
export function createOperations(schema: GraphQLSchema): Operations {
  const documents = new LRUCache<string, Map<string | undefined, CompiledOperation>>({
    max: maxDocuments,
    maxSize: maxLength,
    sizeCalculation: (_operations, text) => text.length,
  });
  const find: Operations['find'] = (text, operationName) => documents.get(text)?.get(operationName);
  return {
    find,
    prepare(text, document, operationName) {
      const known = find(text, operationName);
      if (known || !getOperationAST(document, operationName)) return known;
      const operations = documents.get(text) ?? new Map<string | undefined, CompiledOperation>();
      const operation = compileOperation(schema, document, operationName);
      operations.set(operationName, operation);
      documents.set(text, operations);
      return operation;
    },
  };
}
