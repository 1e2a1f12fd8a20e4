import { migrateJobs } from '@customer-graph/jobs';
import { migrate, readEnvironment, runProcess, type Environment } from '@customer-graph/subgraph';
import type { Logger } from 'pino';
import { compactEventsCommand, runDueErasuresCommand } from './commands.ts';
import { environment } from './config.ts';
import { migrations } from './migrations.ts';
import { createCustomersService } from './service.ts';

async function applyMigrations(env: Environment, log: Logger): Promise<void> {
  const { DATABASE_URL: databaseUrl } = readEnvironment(environment, env);
  await migrate({ databaseUrl, ...migrations, log: (line) => log.warn(line) });
  await migrateJobs(databaseUrl);
}

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
