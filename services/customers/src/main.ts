import { fileURLToPath } from 'node:url';
import { migrate, readEnvironment, runProcess, type Environment } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import { compactEventsCommand, runDueErasuresCommand } from './commands.ts';
import { environment } from './config.ts';
import { createCustomersService } from './service.ts';

const migrationsDir = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

const applyMigrations = (env: Environment, log: Logger) =>
  migrate({
    databaseUrl: readEnvironment(environment, env).DATABASE_URL,
    migrationsDir,
    log: (line) => log.warn(line),
  });

const print = (line: string) => process.stdout.write(`${line}\n`);

await runProcess({
  name: 'customers',
  start: async (env, log) => {
    await applyMigrations(env, log);
    return createCustomersService(readEnvironment(environment, env), log);
  },
  commands: {
    migrate: async (env, log) => {
      await applyMigrations(env, log);
      return 0;
    },
    'compact-events': compactEventsCommand(print),
    'run-due-erasures': runDueErasuresCommand(print),
  },
});
