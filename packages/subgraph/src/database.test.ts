import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createPool } from './database.ts';
import { isUnreachable } from './errors.ts';

it('takes a database whose host has no address for unreachable, not for broken', async () => {
  const pool = createPool({
    url: 'postgres://nobody@database.invalid/nothing',
    poolSize: 1,
    log: pino({ level: 'silent' }),
  });
  const error: unknown = await pool.query('SELECT 1').catch((reason: unknown) => reason);
  await pool.end();
  expect(error).toMatchObject({ syscall: 'getaddrinfo' });
  expect(isUnreachable(error)).toBe(true);
});
