import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';
import { expect, it, vi } from 'vitest';
import { startCustomers } from './start.ts';
import { createStorefront } from './storefront.ts';

it('delivers by SMTP, also when the server refuses at first', async () => {
  const mails: { to: string[]; from: string; source: string }[] = [];
  let refusals = 1;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) => {
      refusals -= 1;
      done(refusals >= 0 ? new Error('mailbox busy') : null);
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
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const customers = await startCustomers({
    environment: { SMTP_URL: `smtp://127.0.0.1:${port}` },
    stores: [{ id: 'demo', mailFrom: 'shop@demo.example' }],
  });
  await createStorefront(customers).register('reader@example.com', { preferredLanguage: 'de' });
  await vi.waitFor(() => expect(mails).toHaveLength(1), { timeout: 10_000 });
  expect(mails[0]).toMatchObject({ to: ['reader@example.com'], from: 'shop@demo.example' });
  expect(mails[0]?.source).toContain('Content-Type: multipart/alternative');
  expect(mails[0]?.source).toContain('Content-Language: de');
  await customers.stop();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
