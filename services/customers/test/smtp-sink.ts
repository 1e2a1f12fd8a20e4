import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

export interface SunkMail {
  readonly to: string[];
  readonly from: string;
  readonly source: string;
}

/** A mail server that takes mails, refuses recipients with a code, or leaves them without a response. */
export async function startSmtpSink() {
  const mails: SunkMail[] = [];
  const state = { mails, asked: 0, refusal: null as number | 'silence' | null };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) => {
      state.asked += 1;
      if (state.refusal === null) done();
      else if (state.refusal !== 'silence')
        done(Object.assign(new Error('not now'), { responseCode: state.refusal }));
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        mails.push({ from, to, source: Buffer.concat(chunks).toString() });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return Object.assign(state, {
    url: `smtp://127.0.0.1:${port}`,
    mailsTo: (to: string) => mails.filter((mail) => mail.to.includes(to)),
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}

/** The token in the link of a mail. */
export const tokenIn = ({ source }: SunkMail): string =>
  /token=([\w-]{43})/.exec(source.replace(/=\r\n/g, '').replace(/=3D/g, '='))?.[1] ?? '';
