import { pino } from 'pino';
import { startJobs } from '../src/index.ts';

/** Takes jobs and never ends one; a test kills it. */
await startJobs({
  databaseUrl: process.env.DATABASE_URL ?? '',
  log: pino({ level: 'silent' }),
  tasks: {
    work: () => {
      process.stdout.write('taken\n');
      return new Promise(() => undefined);
    },
  },
});
