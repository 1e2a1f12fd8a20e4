import { compileOperation, type CompiledOperation } from '@customer-graph/operation-executor';
import { getOperationAST, OperationTypeNode, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { markAfterMutation } from './errors.ts';

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
      const definition = getOperationAST(document, operationName);
      if (known || !definition) return known;
      const operations = documents.get(text) ?? new Map<string | undefined, CompiledOperation>();
      const compiled = compileOperation(schema, document, operationName);
      const isMutation = definition.operation === OperationTypeNode.MUTATION;
      const operation = isMutation ? marking(compiled) : compiled;
      operations.set(operationName, operation);
      documents.set(text, operations);
      return operation;
    },
  };
}

const marking = (mutation: CompiledOperation): CompiledOperation => ({
  ...mutation,
  async execute(context, variables) {
    const result = await mutation.execute(context, variables);
    markAfterMutation(result.errors);
    return result;
  },
});
