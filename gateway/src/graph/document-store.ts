import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Characters of all documents together; parsed with their places, they take about a hundred times as many bytes. */
const maxLength = 200_000;

/** What Apollo Server has parsed and validated. Small, since operations that come again do without it. */
export function createDocumentStore() {
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: maxLength,
    sizeCalculation: ({ loc }) => Math.max(1, loc?.end ?? maxLength),
  });
  return {
    get: async (key: string) => documents.get(key),
    async set(key: string, document: DocumentNode): Promise<void> {
      documents.set(key, document);
    },
    delete: async (key: string) => documents.delete(key),
  };
}
