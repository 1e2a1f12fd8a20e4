import { createFolderTransport } from './folder.ts';
import type { MailTransport } from './message.ts';
import { createSmtpTransport } from './smtp.ts';

interface MailSettings {
  readonly SMTP_URL?: string | undefined;
  readonly MAIL_DIR: string;
}

/** Sends messages through the mail server that is configured; without one, keeps them as files. */
export const createMailTransport = ({ SMTP_URL, MAIL_DIR }: MailSettings): MailTransport =>
  SMTP_URL ? createSmtpTransport(SMTP_URL) : createFolderTransport(MAIL_DIR);
