import { FinalFailure } from '@customer-graph/jobs';
import { createTransport } from 'nodemailer';
import type { MailTransport } from './message.ts';

const timeout = 10_000;

/** Sends messages through a mail server. @param url such as `smtps://user:password@mail.example.com` */
export function createSmtpTransport(url: string): MailTransport {
  const transport = createTransport({
    url,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    // Our texts come as strings; a path or URL in them must never be read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async ({ id, from, to, subject, text, html, language }) => {
      try {
        await transport.sendMail({
          // As an object the address is taken literally and cannot become two recipients.
          from,
          to: { name: '', address: to },
          subject,
          text,
          html,
          messageId: `<${id}@${from.split('@')[1]}>`,
          headers: { 'Content-Language': language, 'Auto-Submitted': 'auto-generated' },
        });
      } catch (error) {
        if (isFinal(error)) throw new FinalFailure('refused for good', { cause: error });
        throw error;
      }
    },
    // What was sent is out of reach.
    forget: () => Promise.resolve(),
    close: () => transport.close(),
  };
}

/** A 5xx for the recipient or the message. One for the sender or the login is a matter of configuration, which may be mended. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof Error) || !('responseCode' in error) || !('command' in error))
    return false;
  const refused = ['RCPT TO', 'DATA'].includes(String(error.command));
  return refused && Number(error.responseCode) >= 500;
}
