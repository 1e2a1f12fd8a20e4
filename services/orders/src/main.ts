import { fileURLToPath } from 'node:url';
import { migrate, readEnvironment, runProcess, type Environment } from '@customer-graph/subgraph';
import { compactEventsCommand, replayCommand, retryParkedCommand } from './commands.ts';
import { environment } from './config.ts';
import { createOrdersService } from './service.ts';

const migrationsDir = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

const applyMigrations = (env: Environment) =>
  migrate({ databaseUrl: readEnvironment(environment, env).DATABASE_URL, migrationsDir });

await runProcess({
  name: 'orders',
  start: async (env, log) => {
    await applyMigrations(env);
    return createOrdersService(readEnvironment(environment, env), log);
  },
  commands: {
    migrate: async (env) => {
      await applyMigrations(env);
      return 0;
    },
    'compact-events': compactEventsCommand,
    'retry-parked': retryParkedCommand,
    replay: replayCommand,
  },
});
