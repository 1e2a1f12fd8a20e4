import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newId } from '@customer-graph/subgraph';
import { createTransport } from 'nodemailer';

/** A message of plain text. */
export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mailer {
  send(mail: Mail): Promise<void>;
  close(): void;
}

export interface MailerOptions {
  /** `smtp:` or `smtps:` URL of a mail server. */
  readonly smtpUrl?: string | undefined;
  /** Folder for mail where there is no server. */
  readonly folder?: string | undefined;
}

const timeout = 10_000;

export function createMailer({ smtpUrl, folder }: MailerOptions): Mailer {
  if (smtpUrl !== undefined) return smtpMailer(smtpUrl);
  if (folder !== undefined) return folderMailer(folder);
  throw new Error('mail has nowhere to go');
}

function smtpMailer(url: string): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
  });
  return {
    send: async (mail) => {
      await transport.sendMail(mail);
    },
    close: () => transport.close(),
  };
}

/** One file per message, headers first, in the order of sending. */
function folderMailer(folder: string): Mailer {
  return {
    send: async ({ from, to, subject, text }) => {
      await mkdir(folder, { recursive: true });
      const content = `From: ${from}\nTo: ${to}\nSubject: ${subject}\n\n${text}\n`;
      await writeFile(path.join(folder, `${newId()}.txt`), content, { mode: 0o600 });
    },
    close: () => {},
  };
}
