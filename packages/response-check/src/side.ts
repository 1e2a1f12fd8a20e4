import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from 'pg';
import { CouldNotRun } from '@customer-graph/schema-check';
import type { Server } from './database/server.ts';
import { settled } from './database/settled.ts';
import { takeSnapshot } from './database/snapshot.ts';
import { startForwarder } from './forwarder.ts';
import type { Graph, GraphOfTree } from './graph-of-tree.ts';

export type SideName = 'base' | 'head';

/** The graph of one state of the repository on a copy of the seeded databases. */
export interface Side {
  readonly name: SideName;
  readonly graph: Graph;
  /** Lets the gateway use the services of a side, its own or the other one's. */
  useServicesOf(side: Side): void;
  /** Waits until nothing changes by itself any more. */
  settled(): Promise<void>;
  /** Keeps the databases as they are now, for `restore`. */
  keep(): Promise<void>;
  restore(): Promise<void>;
  /** Ends the check's own connections to the databases; the next use opens new ones. */
  disconnect(): Promise<void>;
  stop(): Promise<void>;
}

/** A slow machine is no difference: nothing may run into a limit of time. */
const patientGateway = {
  REQUEST_TIMEOUT_MS: '60000',
  TRAFFIC_SHAPING: JSON.stringify({
    all: { timeout: 60_000, connectTimeout: 30_000, headersTimeout: 60_000, bodyTimeout: 60_000 },
  }),
};

export interface SideOptions {
  readonly name: SideName;
  readonly graph: GraphOfTree;
  readonly server: Server;
  readonly folder: string;
  /** Whose secrets it gets, so that a token of one is good for both. */
  readonly secretsOf?: Side;
  readonly signal: AbortSignal;
}

/** @throws CouldNotRun when it does not start */
export async function startSide(options: SideOptions): Promise<Side> {
  const { name, graph: code, server, folder, secretsOf, signal } = options;
  const dataDir = path.join(folder, name);
  await mkdir(dataDir, { recursive: true });
  if (secretsOf)
    await copyFile(
      path.join(secretsOf.graph.dataDir, 'secrets.json'),
      path.join(dataDir, 'secrets.json'),
    );
  const { modules } = code;
  const forwarders = await Promise.all(modules.map(() => startForwarder()));
  const stopForwarders = () => Promise.all(forwarders.map((forwarder) => forwarder.stop()));
  const urls = forwarders.map(({ url }, index): [string, string] => [
    `SUBGRAPH_URL_${(modules[index] ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '_')}`,
    `${url}/graphql`,
  ]);
  const gateway = await code.freePorts(1 + modules.length);
  const lead = (services: Pick<Graph, 'serviceUrl'>) =>
    forwarders.forEach((forwarder, index) =>
      forwarder.leadTo(services.serviceUrl(modules[index] ?? '')),
    );
  lead({ serviceUrl: (module) => `http://127.0.0.1:${gateway + 1 + modules.indexOf(module)}` });
  const graph = await code
    .start({
      dataDir,
      ports: { gateway },
      databaseUrls: Object.fromEntries(modules.map((module) => [module, server.url(name, module)])),
      overrides: { gateway: { ...patientGateway, ...Object.fromEntries(urls) } },
      generate: true,
      signal,
    })
    .catch(async (error: unknown) => {
      await stopForwarders();
      signal.throwIfAborted();
      throw new CouldNotRun(`the graph of the ${name} does not start: ${reasonOf(error)}.`);
    });
  const clients: Record<string, Client> = {};
  const connected = async () => {
    for (const module of modules) clients[module] ??= await server.connect(name, module);
    return clients;
  };
  let restore = async (): Promise<void> => {
    throw new Error('nothing was kept');
  };
  return {
    name,
    graph,
    useServicesOf: (side) => lead(side.graph),
    settled: async () => settled(await connected()),
    async keep() {
      const snapshots = await Promise.all(Object.values(await connected()).map(takeSnapshot));
      restore = async () => {
        await Promise.all(snapshots.map((snapshot) => snapshot.restore()));
      };
    },
    restore: () => restore(),
    async disconnect() {
      for (const module of modules) {
        await clients[module]?.end();
        delete clients[module];
      }
    },
    async stop() {
      await graph.stop();
      await stopForwarders();
    },
  };
}

/** The sentence that a failed start begins with, and the last line of the process's log. */
function reasonOf(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).trim().split('\n');
  return (lines.length > 1 ? `${lines[0]} ${lines.at(-1)}` : (lines[0] ?? '')).replace(/\.$/, '');
}
