import { parseArgs } from 'node:util';
import { ConfigError, readEnvironment, type Environment } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import { environment } from './config.ts';
import { findProgram } from './db/programs.ts';
import { findDifferences } from './db/reconcile.ts';
import { dayOf, endOfDay } from './domain/days.ts';
import { runDay } from './domain/run-day.ts';
import { createModule } from './module.ts';

type Command = (environment: Environment, log: Logger, args: string[]) => Promise<number>;
/** Takes one line of a command's output. */
type Print = (line: string) => void;

/**
 * `run-schedule [--date YYYY-MM-DD]`: the daily run of every store. Today's is as of now; another day's is as of its end.
 * A day to come expires points ahead of time and cannot be undone, so production refuses it.
 */
export const runScheduleCommand =
  (print: Print): Command =>
  async (env, log, args) => {
    const config = readEnvironment(environment, env);
    const { date } = readOptions(args);
    const { module, close } = await createModule(config, log);
    try {
      for (const { id } of config.STORES) {
        const { timeZone } = await findProgram(module.db.prisma, id);
        const now = module.clock();
        const end = endOfDay(date ?? dayOf(now, timeZone), timeZone);
        const future = date !== undefined && date > dayOf(now, timeZone);
        if (future && config.NODE_ENV === 'production')
          throw new ConfigError(`${date} has not come yet in store ${id}`);
        const report = await runDay(module, id, future || end < now ? end : now);
        if (!report)
          throw new ConfigError(`another process is running the schedule of store ${id}`);
        print(JSON.stringify(report));
      }
      return 0;
    } finally {
      await close();
    }
  };

function readOptions(args: string[]): { date?: string } {
  try {
    const { date } = parseArgs({ args, options: { date: { type: 'string' } } }).values;
    if (date !== undefined) endOfDay(date, 'UTC');
    return { date };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`run-schedule [--date YYYY-MM-DD]: ${reason}`);
  }
}

/** `reconcile`: rebuilds every balance from the entries and prints what differs, a line each; exit code 1 if anything does. */
export const reconcileCommand =
  (print: Print): Command =>
  async (env, log) => {
    const { module, close } = await createModule(readEnvironment(environment, env), log);
    try {
      const { accounts, differences } = await findDifferences(module.db);
      for (const difference of differences) print(JSON.stringify(difference));
      print(`${accounts} accounts, ${differences.length} differences`);
      return differences.length === 0 ? 0 : 1;
    } finally {
      await close();
    }
  };

/** `retry-parked`: applies events again that could not be applied; exit code 1 when some still cannot. */
export const retryParkedCommand =
  (print: Print): Command =>
  async (env, log) => {
    const { followers, close } = await createModule(readEnvironment(environment, env), log);
    try {
      const left = await followers.retryParked();
      print(`${left} events stay parked`);
      return left === 0 ? 0 : 1;
    } finally {
      await followers.stop();
      await close();
    }
  };

/** `replay <feed>`: lets the service, which may be running, apply a feed from its beginning. */
export const replayCommand: Command = async (env, log, args) => {
  const { followers, close } = await createModule(readEnvironment(environment, env), log);
  try {
    await followers.replay(args.join(' '));
    return 0;
  } finally {
    await followers.stop();
    await close();
  }
};
