import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { discardPostgres } from '@customer-graph/local-postgres';
import { startGraph, type Graph, type GraphOptions } from './graph.ts';
import { allModules } from './modules.ts';
import { freePorts } from './ports.ts';

/**
 * Starts a graph for a test: on free ports, in a new folder that goes with it, and without waiting for the disk.
 *
 * @param options modules, databases or environment that differ from a plain start
 */
export async function startTemporaryGraph(
  options: Pick<GraphOptions, 'modules' | 'databaseUrls' | 'overrides' | 'onLine'> = {},
): Promise<Graph> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'customer-graph-'));
  // As root, PostgreSQL runs under another account, which must be able to pass through.
  await chmod(dataDir, 0o711);
  const gateway = await freePorts(1 + allModules.length);
  const remove = async () => {
    await discardPostgres(path.join(dataDir, 'postgres')).catch(() => undefined);
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const graph = await startGraph({ durable: false, ...options, dataDir, ports: { gateway } });
    return {
      ...graph,
      async stop() {
        await graph.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
