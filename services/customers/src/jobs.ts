import { startJobs } from '@customer-graph/jobs';
import { createMailTransport } from '@customer-graph/mail';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { tidy } from './db/housekeeping.ts';
import { linkTask } from './domain/mail-link.ts';
import type { Module } from './domain/module.ts';
import { registrationTask } from './domain/register-customer.ts';
import { emailChangeTask } from './domain/request-email-change.ts';
import { passwordResetTask } from './domain/request-password-reset.ts';
import { emailVerificationTask } from './domain/resend-email-verification.ts';
import { forgetMailsTask, sendMailTask } from './mail/mail-tasks.ts';

/** Does what no response waits for, so that a response's time tells nothing about it. */
export async function startModuleJobs(
  config: Config,
  module: Module,
  log: Logger,
): Promise<{ stop(): Promise<void> }> {
  const transport = createMailTransport(config);
  const jobs = await startJobs({
    databaseUrl: config.DATABASE_URL,
    tasks: {
      registration: registrationTask(module),
      'email-verification': emailVerificationTask(module),
      'password-reset': passwordResetTask(module),
      'email-change': emailChangeTask(module),
      link: linkTask(module),
      mail: sendMailTask(module, transport, log),
      'forget-mails': forgetMailsTask(transport),
      housekeeping: (_payload, { signal }) => tidy(module.db, signal),
    },
    schedule: { housekeeping: '17 * * * *' },
    log,
  });
  return {
    stop: async () => {
      await jobs.stop();
      transport.close();
    },
  };
}
