import path from 'node:path';
import { z } from 'zod';
import { root } from './child.ts';
import { variableName } from './environments.ts';
import type { GraphOptions } from './graph.ts';
import { allModules, chooseModules } from './modules.ts';
import { StartError } from './start-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Settings extends GraphOptions {
  readonly modules: readonly string[];
  readonly demoData: boolean;
}

const port = z.coerce.number().int().min(1).max(65_535);
const databaseUrl = z.url({ protocol: /^postgres(ql)?$/ });
const list = z.string().transform((text) => text.split(',').map((name) => name.trim()));

/** The data folder that the environment names. */
export const dataDirOf = (environment: Environment): string =>
  path.resolve(environment['DATA_DIR'] || path.join(root, '.data'));

/** Reads the runner's environment. @throws StartError that names every fault */
export function readSettings(environment: Environment): Settings {
  const faults: string[] = [];
  // An empty variable is what shells and tools leave where nothing was meant.
  const read = <T>(name: string, schema: z.ZodType<T>): T | undefined => {
    if (!environment[name]) return undefined;
    const parsed = schema.safeParse(environment[name]);
    if (!parsed.success) faults.push(`${name}: ${parsed.error.issues[0]?.message ?? 'unusable'}`);
    return parsed.data;
  };
  const perModule = <T>(variable: string, schema: z.ZodType<T>): Record<string, T> => {
    const values: Record<string, T> = {};
    for (const name of allModules) {
      const value = read(`${variableName(name)}_${variable}`, schema);
      if (value !== undefined) values[name] = value;
    }
    return values;
  };
  const modules = chooseModules(read('MODULES', list) ?? allModules);
  const gateway = read('PORT', port) ?? 4000;
  // Its screens show fields of every module.
  const account = modules.length === allModules.length ? gateway + 10 : undefined;
  const settings = {
    dataDir: dataDirOf(environment),
    modules,
    ports: { gateway, account, modules: perModule('PORT', port) },
    databaseUrls: perModule('DATABASE_URL', databaseUrl),
    demoData: read('DEMO_DATA', z.enum(['0', '1'])) !== '0',
    overrides: overridesIn(environment),
  };
  if (settings.overrides['gateway']?.['PORT'])
    faults.push('GATEWAY_PORT: the variable for the gateway is PORT');
  if (faults.length > 0) throw new StartError(faults.join('; '));
  return settings;
}

/** `ORDERS_SMTP_URL` sets `SMTP_URL` for the orders service alone, `GATEWAY_CORS_ORIGINS` the gateway's origins. */
function overridesIn(environment: Environment): Record<string, Record<string, string>> {
  const overrides: Record<string, Record<string, string>> = {};
  for (const name of ['gateway', ...allModules]) {
    const prefix = `${variableName(name)}_`;
    const own: Record<string, string> = {};
    for (const [variable, value] of Object.entries(environment)) {
      if (value && variable.startsWith(prefix)) own[variable.slice(prefix.length)] = value;
    }
    overrides[name] = own;
  }
  return overrides;
}
