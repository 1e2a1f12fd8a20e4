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
  /** Of the account area, which is served where this is given; another one when it is taken. */
  readonly account?: number | undefined;
}

const schema = z.record(z.string(), z.number());
const fileOf = (dataDir: string) => path.join(dataDir, 'ports.json');
// The children of a killed runner need no longer than this to notice.
const patience = 5_000;

/** The ports of the last start of a data folder, by process; undefined before the first. */
export const readPorts = (dataDir: string) => readJson(fileOf(dataDir), schema);

/**
 * Makes sure that every port can be had before anything starts, and remembers them.
 * @returns by `gateway`, `postgres`, module and, where it is wanted, `account`
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
  const before = await readPorts(dataDir.path);
  ports['postgres'] = await freePort(before?.['postgres'], ports);
  if (wanted.account !== undefined) ports['account'] = await freePort(wanted.account, ports);
  await writeWhole(fileOf(dataDir.path), `${JSON.stringify(ports)}\n`);
  return ports;
}

/** The preferred port if nobody has it, nor will have it soon. */
async function freePort(
  preferred: number | undefined,
  promised: Readonly<Record<string, number>>,
): Promise<number> {
  const isOurs = (port: number) => Object.values(promised).includes(port);
  if (preferred !== undefined && !isOurs(preferred) && (await isFree(preferred))) return preferred;
  for (;;) {
    const port = await freePorts(1);
    if (!isOurs(port)) return port;
  }
}
