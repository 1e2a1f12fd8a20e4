import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../infra/local/src/child.ts';
import { bundleOf } from '../../infra/local/src/programs.ts';
import { startNode, type Program, type Running } from './child-process.ts';
import { freePort, moduleEnvironment, modules, type System } from './system.ts';

/** Something that answers the operations, and what of it is on the bill. */
export interface Variant {
  readonly name: string;
  readonly url: string;
  readonly pids: readonly number[];
  /** What the processes are, when they are several. */
  readonly parts?: readonly string[];
}

export type Started = Variant & { stop(): Promise<void> };

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const gatewayEntry = path.join(root, bundleOf('gateway'));
const hive = here('../node_modules/@graphql-hive/gateway/dist/bin.js');

async function start(
  name: string,
  program: Omit<Program, 'name' | 'url'>,
  port: number,
  url: string,
) {
  const running: Running = await startNode({ ...program, name, url });
  return { name, url, pids: [running.pid], stop: running.stop };
}

/** Repeats the services' answers, so that gateways alone are compared. @returns URLs by module */
export async function startReplay(system: System) {
  const services = [];
  for (const name of modules)
    services.push({ name, port: await freePort(), target: system.graph.serviceUrl(name) });
  const urls = Object.fromEntries(
    services.map(({ name, port }) => [name, `http://127.0.0.1:${port}/graphql`]),
  );
  const environment = {
    BENCH_REPLAY: JSON.stringify({ secret: system.secrets.internal, services }),
  };
  const args = ['--import', 'tsx', here('peers/replay.ts')];
  const folder = system.graph.logDir;
  const url = `http://127.0.0.1:${services.at(-1)?.port ?? 0}/`;
  return { urls, ...(await startNode({ name: 'replay', args, environment, folder, url })) };
}

/** This project's gateway. */
export async function startOwnGateway(
  system: System,
  supergraph: string,
  executor: 'compiled' | 'apollo',
): Promise<Started> {
  const port = await freePort();
  const name = executor === 'compiled' ? 'this gateway' : "this gateway, Apollo's executor";
  const environment = {
    ...system.environment,
    PORT: String(port),
    SUPERGRAPH_PATH: supergraph,
    PLAN_EXECUTOR: executor,
  };
  const args = [gatewayEntry];
  const url = `http://127.0.0.1:${port}/graphql`;
  return start(name, { args, environment, folder: system.graph.logDir }, port, url);
}

/** Apollo's gateway as in its quick start. */
export async function startStock(system: System, supergraph: string): Promise<Started> {
  const port = await freePort();
  const args = [here('peers/stock.mjs'), supergraph, String(port)];
  const url = `http://127.0.0.1:${port}/`;
  return start('stock @apollo/gateway', { args, folder: system.graph.logDir }, port, url);
}

export async function startHive(
  system: System,
  supergraph: string,
  routerRuntime: boolean,
): Promise<Started> {
  const port = await freePort();
  const environment = {
    BENCH_SUPERGRAPH: supergraph,
    BENCH_PORT: String(port),
    BENCH_ROUTER_RUNTIME: routerRuntime ? '1' : '0',
  };
  const args = [hive, 'supergraph', '--config-path', here('peers/hive.config.mjs')];
  const name = routerRuntime ? 'Hive Gateway, router-runtime' : 'Hive Gateway';
  const url = `http://127.0.0.1:${port}/graphql`;
  return start(name, { args, environment, folder: system.graph.logDir }, port, url);
}

/** What no gateway can beat. @param answers texts by request */
export async function startFloor(
  system: System,
  mode: 'memory' | 'bytes',
  answers: ReadonlyMap<string, string>,
): Promise<Started> {
  const port = await freePort();
  const file = path.join(system.graph.dataDir, 'answers.json');
  await writeFile(file, JSON.stringify([...answers]));
  const schema = path.join(root, 'gateway/api.graphql');
  const args = [here('peers/floor.mjs'), mode, String(port), schema, file];
  const name =
    mode === 'memory' ? 'one process, graphql-js, data in memory' : 'node:http, ready bytes';
  const url = `http://127.0.0.1:${port}/`;
  return start(name, { args, folder: system.graph.logDir }, port, url);
}

/** A module's resolvers and data access behind `startStandaloneServer`. */
export async function startStandalone(system: System, module: string): Promise<Started> {
  const port = await freePort();
  const environment = { ...moduleEnvironment(system, module), PORT: String(port) };
  const args = ['--import', 'tsx', here('peers/standalone.ts'), module];
  const url = `http://127.0.0.1:${port}/`;
  return start(
    `standalone ${module}`,
    { args, environment, folder: system.graph.logDir },
    port,
    url,
  );
}
