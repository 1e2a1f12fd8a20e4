import type { FastifyRequest } from 'fastify';

/** What logs and metrics may know of an operation: never its text, never its variables. */
export interface OperationRecord {
  /** As the validated document names it, shortened; undefined until then, and for anonymous operations. */
  name?: string;
  kind?: 'query' | 'mutation' | 'subscription';
  /** SHA-256 of the document, shortened. */
  hash?: string;
  /** Whether the manifest of persisted documents holds the document. */
  trusted?: boolean;
  /** Whether its execution began: it was valid, and so were its variables and its token. */
  executed?: boolean;
  cost: number;
  /** One entry for each error in the answer. */
  errors: { readonly code: string; readonly service?: string }[];
}

declare module 'fastify' {
  interface FastifyRequest {
    operationRecord: OperationRecord | null;
  }
}

const maxNameLength = 100;

/** An operation's name as logs, metrics and traces keep it: clients choose it, and may choose a very long one. */
export const keptName = (name: string): string =>
  name.length > maxNameLength ? name.slice(0, maxNameLength) : name;

/** The record of a request; made when first asked for. */
export const recordOf = (request: FastifyRequest): OperationRecord =>
  (request.operationRecord ??= { cost: 0, errors: [] });
