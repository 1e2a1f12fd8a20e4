import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createPool } from './database.ts';
import { isUnreachable } from './errors.ts';

it('takes a database whose host has no address for unreachable, not for broken', async () => {
  // No resolver is asked for a name like this: one that does not answer would only make the test late.
  const pool = createPool({
    url: 'postgres://nobody@no..host/nothing',
    poolSize: 1,
    log: pino({ level: 'silent' }),
  });
  const error: unknown = await pool.query('SELECT 1').catch((reason: unknown) => reason);
  await pool.end();
  expect(error).toMatchObject({ syscall: 'getaddrinfo' });
  expect(isUnreachable(error)).toBe(true);
});
