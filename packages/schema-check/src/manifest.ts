import { z } from 'zod';
import { CouldNotRun } from './could-not-run.ts';
import { parseJson } from './json-file.ts';
import { type OperationSource, parseOperations } from './operation-source.ts';

const entries = z.object({ operations: z.array(z.object({ id: z.string(), body: z.string() })) });
const map = z.record(z.string(), z.string());

/** Documents of a persisted-document manifest: Apollo's `{ operations: [{ id, body }] }` or a map from id to text. */
export function manifestDocuments(text: string, file: string): OperationSource[] {
  return bodies(text, file).map(({ id, body }) => {
    const line = text.slice(0, Math.max(0, text.indexOf(JSON.stringify(id)))).split('\n').length;
    return { file, line, document: parseOperations(body, file, { entry: line }) };
  });
}

function bodies(text: string, file: string): { id: string; body: string }[] {
  const raw = parseJson(text, file);
  const listed = entries.safeParse(raw);
  if (listed.success) return listed.data.operations;
  const mapped = map.safeParse(raw);
  if (mapped.success) return Object.entries(mapped.data).map(([id, body]) => ({ id, body }));
  throw new CouldNotRun(
    `${file} is not a manifest of persisted documents: expected { "operations": [{ "id", "body" }] } or { "<id>": "<document>" }.`,
  );
}
