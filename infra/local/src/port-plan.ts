import path from 'node:path';
import { z } from 'zod';
import { readJson, writeWhole, type DataDir } from './data-dir.ts';
import { modulePorts } from './modules.ts';
import { checkPorts, freePorts, isFree } from './ports.ts';
import { StartError } from './start-error.ts';

export interface GraphPorts {
  readonly gateway: number;
  /** Of modules that don't take the ones after the gateway's. */
  readonly modules?: Readonly<Record<string, number>> | undefined;
}

const schema = z.record(z.string(), z.number());
const fileOf = (dataDir: string) => path.join(dataDir, 'ports.json');
// The children of a killed runner need no longer than this to notice.
const patience = 5_000;

/** The ports of the last start of a data folder, by process; undefined before the first. */
export const readPorts = (dataDir: string) => readJson(fileOf(dataDir), schema);

/**
 * Makes sure that every port can be had before anything starts, and remembers them.
 * @returns by `gateway`, `postgres` and module
 * @throws StartError
 */
export async function claimPorts(
  wanted: GraphPorts,
  modules: readonly string[],
  dataDir: DataDir,
): Promise<Record<string, number>> {
  const all = modulePorts(wanted.gateway, wanted.modules ?? {});
  const ports: Record<string, number> = { gateway: wanted.gateway };
  for (const name of modules) ports[name] = all[name] ?? 0;
  const values = Object.values(ports);
  if (new Set(values).size < values.length)
    throw new StartError(`Two processes cannot have one port: ${JSON.stringify(ports)}.`);
  await checkPorts(ports, dataDir.abandoned ? patience : 0);
  ports['postgres'] = await postgresPort(dataDir.path);
  await writeWhole(fileOf(dataDir.path), `${JSON.stringify(ports)}\n`);
  return ports;
}

async function postgresPort(dataDir: string): Promise<number> {
  const remembered = (await readPorts(dataDir))?.['postgres'];
  return remembered !== undefined && (await isFree(remembered)) ? remembered : freePorts(1);
}
