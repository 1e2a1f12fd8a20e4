import { migrateJobs } from '@customer-graph/jobs';
import { migrate, readEnvironment, runProcess, type Environment } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import { compactEventsCommand, replayCommand, retryParkedCommand } from './commands.ts';
import { environment } from './config.ts';
import { migrations } from './migrations.ts';
import { createOrdersService } from './service.ts';

async function applyMigrations(env: Environment, log: Logger): Promise<void> {
  const { DATABASE_URL: databaseUrl } = readEnvironment(environment, env);
  await migrate({ databaseUrl, ...migrations, log: (line) => log.warn(line) });
  await migrateJobs(databaseUrl);
}

await runProcess({
  name: 'orders',
  start: async (env, log) => {
    await applyMigrations(env, log);
    return createOrdersService(readEnvironment(environment, env), log);
  },
  commands: {
    migrate: async (env, log) => {
      await applyMigrations(env, log);
      return 0;
    },
    'compact-events': compactEventsCommand,
    'retry-parked': retryParkedCommand,
    replay: replayCommand,
  },
});
