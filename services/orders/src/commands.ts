import { parseArgs } from 'node:util';
import { compactEvents } from '@customer-graph/events';
import { ConfigError, readEnvironment, type Environment } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import { z } from 'zod';
import { environment } from './config.ts';
import { openDatabase } from './db/database.ts';
import { createModule } from './module.ts';

type Command = (environment: Environment, log: Logger, args: string[]) => Promise<number>;

const days = z.coerce.number().int().min(1).max(36_500);

/** `compact-events --older-than-days N`: removes old events of orders that have younger ones. */
export const compactEventsCommand: Command = async (env, log, args) => {
  const config = readEnvironment(environment, env);
  const olderThan = readDays(args);
  const db = openDatabase({ url: config.DATABASE_URL, poolSize: 1, log });
  try {
    log.info({ removed: await compactEvents(db.query, olderThan) }, 'events compacted');
    return 0;
  } finally {
    await db.close();
  }
};

/** `retry-parked`: applies events again that could not be applied; exit code 1 when some still cannot. */
export const retryParkedCommand: Command = async (env, log) => {
  const { followers, close } = createModule(readEnvironment(environment, env), log);
  try {
    const left = await followers.retryParked();
    log.info({ left }, 'parked events tried again');
    return left === 0 ? 0 : 1;
  } finally {
    await followers.stop();
    await close();
  }
};

/** `replay <feed>`: lets the service, which may be running, apply the whole feed again. */
export const replayCommand: Command = async (env, log, args) => {
  const { followers, close } = createModule(readEnvironment(environment, env), log);
  try {
    await followers.replay(args.join(' '));
    log.info({ feed: args[0] }, 'feed begins anew');
    return 0;
  } finally {
    await followers.stop();
    await close();
  }
};

function readDays(args: string[]): number {
  try {
    const options = { 'older-than-days': { type: 'string' } } as const;
    return days.parse(parseArgs({ args, options }).values['older-than-days']);
  } catch {
    throw new ConfigError('compact-events --older-than-days N, a whole number from 1');
  }
}
