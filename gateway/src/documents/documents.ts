import { GraphQLError } from 'graphql';
import { sha256, withoutScheme, type Manifest } from './manifest.ts';

/** `only` refuses every document that the manifest does not hold; `warn` reports it. */
export type DocumentMode = 'off' | 'warn' | 'only';

export interface DocumentOptions {
  readonly mode: DocumentMode;
  readonly manifest: Manifest;
  /** Let clients register documents by sending text and hash once (Apollo's automatic persisted queries). */
  readonly automatic: boolean;
  /** The text of a document that was executed lately, by its SHA-256: such ones count as registered. */
  readonly textOf: (hash: string) => string | undefined;
}

/** How a request names its document. */
export interface DocumentReference {
  readonly query?: string | undefined;
  readonly documentId?: string | undefined;
  /** `extensions.persistedQuery.sha256Hash`. */
  readonly hash?: string | undefined;
}

export interface ResolvedDocument {
  /** Undefined when the request names none. */
  readonly query: string | undefined;
  /** Whether the manifest holds it. */
  readonly trusted: boolean;
}

/** Finds the text of a request's document. */
export function createDocuments({ mode, manifest, automatic, textOf }: DocumentOptions) {
  const texts = new Set(manifest.values());

  function checked(hash: string, query: string): string {
    if (sha256(query) !== hash)
      throw refused('BAD_REQUEST', 'The hash does not match the query', 400);
    return query;
  }

  function find({ query, documentId, hash }: DocumentReference): ResolvedDocument {
    const id = documentId === undefined ? hash : withoutScheme(documentId);
    const persisted = id === undefined ? undefined : manifest.get(id);
    if (persisted !== undefined) return { query: persisted, trusted: true };
    if (id === undefined || (documentId !== undefined && query !== undefined))
      return { query, trusted: query !== undefined && isTrusted(query) };
    if (hash === undefined || mode === 'only')
      throw refused('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', 400);
    if (!automatic)
      throw refused('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported', 200);
    const known = query === undefined ? textOf(hash) : checked(hash, query);
    // Clients send the text next; they expect status 200 here.
    if (known === undefined)
      throw refused('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', 200);
    return { query: known, trusted: false };
  }

  const isTrusted = (query: string) => mode !== 'off' && texts.has(query);

  return {
    /** @throws GraphQLError with an HTTP status in `extensions.http.status` */
    resolve(reference: DocumentReference): ResolvedDocument {
      const found = find(reference);
      if (mode === 'only' && found.query !== undefined && !found.trusted)
        throw refused('UNTRUSTED_DOCUMENT', 'Only persisted documents are accepted', 400);
      return found;
    },
  };
}
export type Documents = ReturnType<typeof createDocuments>;

function refused(code: string, message: string, status: number): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status } } });
}
