import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const apolloManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string().min(1) })),
});
const plainManifest = z.record(z.string().min(1), z.string().min(1));

/** Documents by id, and by the SHA-256 of their text. */
export type Manifest = ReadonlyMap<string, string>;

/**
 * Reads a manifest of persisted documents: Apollo's format, or the plain object of ids and texts that code generators write.
 * @throws when the file is neither
 */
export async function readManifest(path: string): Promise<Manifest> {
  const content: unknown = JSON.parse(await readFile(path, 'utf8'));
  const apollo = apolloManifest.safeParse(content);
  const documents = apollo.success
    ? apollo.data.operations.map(({ id, body }) => [id, body] as const)
    : Object.entries(plainManifest.parse(content));
  const manifest = new Map<string, string>();
  for (const [id, text] of documents) manifest.set(withoutScheme(id), text).set(sha256(text), text);
  return manifest;
}

/** Ids may be written `sha256:…`. */
export function withoutScheme(id: string): string {
  return id.startsWith('sha256:') ? id.slice(7) : id;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
