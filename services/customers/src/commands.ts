import { parseArgs } from 'node:util';
import { compactEvents } from '@customer-graph/events';
import { ConfigError, readEnvironment, type Environment } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import { z } from 'zod';
import { environment } from './config.ts';
import { openDatabase } from './db/database.ts';
import { attendPrivacyRequests } from './domain/attend-privacy-requests.ts';
import { createModule } from './module.ts';

type Command = (environment: Environment, log: Logger, args: string[]) => Promise<number>;
/** Takes one line of a command's output. */
type Print = (line: string) => void;

/** `compact-events --older-than-days N`: removes events that old whose customer has a younger one. */
export const compactEventsCommand =
  (print: Print): Command =>
  async (env, log, args) => {
    const days = readDays(args);
    const { DATABASE_URL: url } = readEnvironment(environment, env);
    const db = openDatabase({ url, poolSize: 1, log });
    try {
      print(JSON.stringify({ removed: await compactEvents(db.query, days) }));
      return 0;
    } finally {
      await db.close();
    }
  };

const option = 'older-than-days';

function readDays(args: string[]): number {
  try {
    const { values } = parseArgs({ args, options: { [option]: { type: 'string' } } });
    return z.coerce.number().int().min(1).max(36_500).parse(values[option]);
  } catch {
    throw new ConfigError(`compact-events --${option} N, where N is a number of days from 1`);
  }
}

/** `run-due-erasures`: carries out the erasures that are due; exit code 1 if one fails. */
export const runDueErasuresCommand =
  (print: Print): Command =>
  async (env, log) => {
    const config = readEnvironment(environment, env);
    const db = openDatabase({ url: config.DATABASE_URL, poolSize: 2, log });
    const module = await createModule(config, db);
    try {
      const attended = await attendPrivacyRequests(module, log);
      print(JSON.stringify(attended));
      return attended.failed === 0 ? 0 : 1;
    } finally {
      await db.close();
    }
  };
