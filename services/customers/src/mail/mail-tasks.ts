import { task, type Task } from '@customer-graph/jobs';
import type { MailTransport } from '@customer-graph/mail';
import type { Logger } from 'pino';
import { renewMailToken } from '../db/mail-tokens.ts';
import type { Module } from '../domain/module.ts';
import { hashOf } from '../domain/secrets.ts';
import { composeMail } from './compose.ts';
import { forgetting, postedMail, type PostedMail } from './post-mail.ts';

/** Sends a posted mail. Its token is made again for that, so that none lies readable in the database. */
export const sendMailTask = (module: Module, transport: MailTransport, log: Logger): Task =>
  task(postedMail, async (mail) => {
    const token = mail.link ? await renewToken(module, mail.storeId, mail.link) : null;
    if (mail.link && token === null) {
      // Something has voided it since, or its secret is gone: the link would open nothing.
      log.info({ mail: mail.id, kind: mail.kind }, 'mail with a void link not sent');
      return;
    }
    await transport.send(composeMail(mail, token, module.settingsOf(mail.storeId)));
  });

/** However late the mail is, its link works for the time that it says. */
async function renewToken(
  { db, mailSecrets }: Module,
  storeId: string,
  { seed, hours }: NonNullable<PostedMail['link']>,
): Promise<string | null> {
  for (const token of mailSecrets.recall(seed))
    if (await renewMailToken(db, { storeId, tokenHash: hashOf(token), hours })) return token;
  return null;
}

export const forgetMailsTask = (transport: MailTransport): Task =>
  task(forgetting, ({ storeId, addresses, before }) =>
    transport.forget(storeId, new Set(addresses), before),
  );
