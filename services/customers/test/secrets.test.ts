import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { startCustomers } from './start.ts';
import { createStorefront } from './storefront.ts';

it('writes no password, token or address to its log or its errors', async () => {
  const lines: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const log = pino({ level: 'trace' }, stream);
  // A port that nothing listens on: mails fail, which is logged.
  const environment = { SMTP_URL: 'smtp://127.0.0.1:1' };
  const customers = await startCustomers({ log, environment });
  const shop = createStorefront(customers, 'open');
  const email = 'canary-address@example.com';
  const password = 'canary password of a bird';
  await shop.register(email, { password });
  const session = await shop.signIn(email, password);
  const next = await shop.refresh(session.refreshToken);
  await shop.login(email, `${password}!`);
  const answers = [
    await customers.query(
      `mutation { login(email: "${email}", password: "${password}") { nothing } }`,
      {
        storeId: 'open',
      },
    ),
    await customers.query('{ me { id } }', { authorization: `${session.authorization}x` }),
  ];
  await customers.sql('ALTER TABLE refresh_tokens RENAME TO hidden_tokens');
  answers.push(
    await customers.query(
      `mutation { refreshSession(refreshToken: "${String(next.refreshToken)}") { __typename } }`,
      { storeId: 'open' },
    ),
  );
  expect(answers.at(-1)?.errors?.[0]?.extensions?.code).toBe('INTERNAL_SERVER_ERROR');
  await customers.stop();
  const written = lines.join('');
  expect(written).toContain('mail failed, is tried again');
  expect(written).toContain('request failed');
  for (const secret of [
    'canary',
    session.refreshToken,
    String(next.refreshToken),
    session.accessToken,
  ])
    expect(written).not.toContain(secret);
  expect(JSON.stringify(answers.slice(1))).not.toContain('canary');
  expect(JSON.stringify(answers)).not.toMatch(/refresh_tokens|at .*\.ts/);
});
