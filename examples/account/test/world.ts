import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePorts } from '@customer-graph/local/src/ports.ts';
import { startTemporaryGraph } from '@customer-graph/local/src/temporary-graph.ts';
import { z } from 'zod';
import { serveApp } from '../server/serve.ts';
import { buildApp, dist } from '../tools/build.ts';
import { generateTypes, root } from '../tools/generate.ts';
import { documents } from './documents.ts';

export const store = 'demo';
export const password = 'a quiet harbour in november';

/** Milliseconds: how fast a busy machine answers is not the question here. */
const patience = { timeout: 9_000, headersTimeout: 9_000, bodyTimeout: 9_000 };

const appManifest = z.looseObject({ operations: z.array(z.unknown()) });

/** The app's documents, and those of the tests' own. */
async function manifestForTests(): Promise<string> {
  const text = await readFile(path.join(root, 'src/generated/manifest.json'), 'utf8');
  const { operations, ...rest } = appManifest.parse(JSON.parse(text));
  const own = Object.entries(documents).map(([id, body]) => ({ id, body }));
  return JSON.stringify({ ...rest, operations: [...operations, ...own] });
}

/**
 * The real graph with the built app in front of it, on its own origin. The gateway executes nothing but the app's own
 * documents, which proves that the manifest holds all of them.
 */
export async function startWorld() {
  const built = buildApp();
  await generateTypes();
  const folder = await mkdtemp(path.join(tmpdir(), 'account-'));
  const manifest = path.join(folder, 'manifest.json');
  await writeFile(manifest, await manifestForTests());
  const port = await freePorts(1);
  const origin = `http://127.0.0.1:${port}`;
  const graph = await startTemporaryGraph({
    overrides: {
      gateway: {
        CORS_ORIGINS: origin,
        PERSISTED_DOCUMENTS: 'only',
        PERSISTED_DOCUMENTS_PATH: manifest,
        TRAFFIC_SHAPING: JSON.stringify({ all: patience }),
      },
      customers: { STORES: JSON.stringify([{ id: store, linkBase: origin }]) },
    },
  });
  await built;
  const app = await serveApp({ dist, host: '127.0.0.1', port, endpoint: graph.url, store });
  return {
    graph,
    origin,
    async stop() {
      await app.stop();
      await graph.stop();
      await rm(folder, { recursive: true });
    },
  };
}
export type World = Awaited<ReturnType<typeof startWorld>>;
