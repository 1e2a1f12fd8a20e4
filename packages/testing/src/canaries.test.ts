import { expect, it } from 'vitest';
import { canariesIn, internals } from './canaries.ts';

it('finds a canary in each place that shows it, in any case', () => {
  const places = { body: '{"name":"Secret-Name"}', headers: 'x: 1', log: 'SECRET-NAME, too' };
  expect(canariesIn(places, ['secret-name', 'other'])).toEqual([
    'secret-name in body',
    'secret-name in log',
  ]);
});

it('is content where nothing shows', () => {
  expect(canariesIn({ body: '{"data":null}' }, ['secret-name', ...internals])).toEqual([]);
});

it('finds what a stack, an address or a database would tell', () => {
  const body = 'Error at Object.<anonymous> (/srv/node_modules/pg/a.js:1:1) 127.0.0.1:5432';
  expect(canariesIn({ body }, internals)).toHaveLength(4);
});
