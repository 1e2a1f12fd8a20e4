import { fileURLToPath } from 'node:url';
import { migrate, readEnvironment, runProcess, type Environment } from '@customer-graph/subgraph';
import { compactEventsCommand, runDueErasuresCommand } from './commands.ts';
import { environment } from './config.ts';
import { createCustomersService } from './service.ts';

const migrationsDir = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

const applyMigrations = (env: Environment) =>
  migrate({ databaseUrl: readEnvironment(environment, env).DATABASE_URL, migrationsDir });

const print = (line: string) => process.stdout.write(`${line}\n`);

await runProcess({
  name: 'customers',
  start: async (env, log) => {
    await applyMigrations(env);
    return createCustomersService(readEnvironment(environment, env), log);
  },
  commands: {
    migrate: async (env) => {
      await applyMigrations(env);
      return 0;
    },
    'compact-events': compactEventsCommand(print),
    'run-due-erasures': runDueErasuresCommand(print),
  },
});
