import { migrate, readEnvironment, runProcess, type Environment } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import {
  reconcileCommand,
  replayCommand,
  retryParkedCommand,
  runScheduleCommand,
} from './commands.ts';
import { environment } from './config.ts';
import { migrations } from './migrations.ts';
import { createLoyaltyService } from './service.ts';

const applyMigrations = (env: Environment, log: Logger) =>
  migrate({
    databaseUrl: readEnvironment(environment, env).DATABASE_URL,
    ...migrations,
    log: (line) => log.warn(line),
  });

const print = (line: string) => process.stdout.write(`${line}\n`);

await runProcess({
  name: 'loyalty',
  start: async (env, log) => {
    await applyMigrations(env, log);
    return createLoyaltyService(readEnvironment(environment, env), log);
  },
  commands: {
    migrate: async (env, log) => {
      await applyMigrations(env, log);
      return 0;
    },
    'run-schedule': runScheduleCommand(print),
    reconcile: reconcileCommand(print),
    'retry-parked': retryParkedCommand(print),
    replay: replayCommand,
  },
});
