import { createHash } from 'node:crypto';
import type { FederatedGraph } from '@customer-graph/plan-executor';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { compileCost } from '../limits/cost.ts';
import type { LoadedGraph } from '../supergraph/load-graph.ts';
import { InvalidOperationError } from './invalid-operation.ts';
import type { Executable, Operation } from './operation.ts';
import { readDocument, type ReadOptions } from './read-document.ts';

export type Prepare = (
  graph: FederatedGraph,
  document: DocumentNode,
  operationName: string | undefined,
) => Executable;

export interface OperationsOptions extends ReadOptions {
  readonly graph: Pick<LoadedGraph, 'federated' | 'schema' | 'weights'>;
  /** Bytes of all operations together, as far as they can be estimated. */
  readonly maxBytes: number;
  readonly prepare: Prepare;
}

/** The operations of one graph. */
export interface Operations {
  /** Bytes of all that are kept now, by the same estimate as the bound. */
  readonly bytes: number;
  readonly size: number;
  /**
   * An operation of a document, the same object for every request that sends the same text and name as long as it is kept.
   * @throws LimitExceededError, InvalidOperationError, or another GraphQLError when there is no such operation
   */
  find(text: string, operationName: string | undefined): Operation;
  /** Counts what an operation has grown by, since it is planned and compiled when it is executed. */
  settle(operation: Operation): void;
  /** The text of a kept document, by its SHA-256. */
  textOf(hash: string): string | undefined;
}

interface Kept {
  readonly bytes: number;
  readonly operation: Operation | InvalidOperationError;
}

/** What an error takes that tells why a document is invalid, with the text that led to it. */
const invalidBytes = 4_000;
/** A text is held as a key and as the source of its errors' places, with two bytes a character at most. */
const bytesPerCharacter = 4;

/** Everything that is known of an operation is made once and kept together, under one bound; the last used ones stay. */
export function createOperations(options: OperationsOptions): Operations {
  const { graph, limits, maxBytes, prepare } = options;
  const kept = new LRUCache<string, Kept>({
    maxSize: maxBytes,
    sizeCalculation: ({ bytes }) => bytes,
  });

  function make(key: string, text: string, operationName: string | undefined): Kept['operation'] {
    try {
      const { document, definition } = readDocument(graph.schema, { text, operationName }, options);
      return {
        key,
        text,
        hash: createHash('sha256').update(text).digest('hex'),
        document,
        definition,
        cost: compileCost(graph, document, definition, limits),
        executable: prepare(graph.federated, document, operationName),
      };
    } catch (error) {
      if (error instanceof InvalidOperationError) return error;
      throw error;
    }
  }

  return {
    get bytes() {
      return kept.calculatedSize;
    },
    get size() {
      return kept.size;
    },
    find(text, operationName) {
      const key = keyOf(text, operationName);
      let operation = kept.get(key)?.operation;
      if (!operation) {
        operation = make(key, text, operationName);
        kept.set(key, { operation, bytes: bytesOf(operation, text) });
      }
      if (operation instanceof InvalidOperationError) throw operation;
      return operation;
    },
    settle(operation) {
      const { key, text } = operation;
      const entry = kept.peek(key);
      if (entry?.operation !== operation) return;
      const bytes = bytesOf(operation, text);
      if (bytes !== entry.bytes) kept.set(key, { operation, bytes });
    },
    textOf(hash) {
      for (const { operation } of kept.values())
        if (!(operation instanceof InvalidOperationError) && operation.hash === hash)
          return operation.text;
      return undefined;
    },
  };
}

function bytesOf(operation: Kept['operation'], text: string): number {
  const own =
    operation instanceof InvalidOperationError ? invalidBytes : operation.executable.bytes;
  return own + text.length * bytesPerCharacter;
}

/** Unequal for all pairs of a name and a text, whatever clients make of them. */
const keyOf = (text: string, operationName: string | undefined): string =>
  operationName === undefined ? `:${text}` : `${operationName.length}:${operationName}${text}`;
