import path from 'node:path';
import type { DataDir } from './data-dir.ts';
import {
  accountEnvironment,
  gatewayEnvironment,
  loopback,
  moduleEnvironment,
  type EnvironmentOptions,
} from './environments.ts';
import { bundleOf } from './programs.ts';
import { settle } from './settle.ts';
import { supervise, type Supervised } from './supervise.ts';

/** The processes of a graph beside its database. */
export interface Processes {
  /** @throws when the graph has no such process */
  of(name: string): Supervised;
  pids(): Record<string, number>;
  /** Starts all and returns when they answer. @throws StartError when one ends instead */
  start(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

/** Describes the processes of the gateway, of each module and of the account area; none is started yet. */
export function processesOf(
  environment: EnvironmentOptions,
  dataDir: DataDir,
  onLine: (line: string) => void,
): Processes {
  const describe = (name: string, script: string, variables: Record<string, string>) =>
    supervise({
      name,
      script,
      environment: variables,
      logFile: path.join(dataDir.logs, `${name}.log`),
      healthUrl: `${loopback(environment.ports[name])}/readyz`,
      onLine,
    });
  const { modules } = environment;
  const all = new Map(
    modules.map((name) => [
      name,
      describe(name, bundleOf(name), moduleEnvironment(name, environment)),
    ]),
  );
  const gateway = describe('gateway', bundleOf('gateway'), gatewayEnvironment(environment));
  all.set('gateway', gateway);
  const account =
    environment.ports['account'] === undefined
      ? undefined
      : describe('account', 'examples/account/server/main.ts', accountEnvironment(environment));
  if (account) all.set('account', account);

  return {
    of(name) {
      const process = all.get(name);
      if (!process) throw new Error(`${name} is not a part of this graph`);
      return process;
    },
    pids() {
      const pids: Record<string, number> = {};
      for (const [name, process] of all) pids[name] = process.pid() ?? 0;
      return Object.fromEntries(Object.entries(pids).filter(([, pid]) => pid > 0));
    },
    async start(signal) {
      for (const process of all.values()) process.start();
      // The account area is built at its first start, for which the graph does not wait.
      const needed = [...all.values()].filter((process) => process !== account);
      await settle(needed.map((process) => process.ready(signal)));
    },
    async stop() {
      // No request may be on its way to a service that is already gone.
      await gateway.stop();
      await settle([...all.values()].map((process) => process.stop()));
    },
  };
}
