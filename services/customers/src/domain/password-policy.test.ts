import fc from 'fast-check';
import { performance } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import { storeSettings } from '../config.ts';
import { passwordFault } from './password-policy.ts';

const store = storeSettings.parse({ id: 'demo', name: 'Alpine Outfitters' });
const known = {
  email: 'anna.schmidt@example.com',
  firstName: 'Annabella',
  lastName: 'Schmidthuber',
};
const path = ['newPassword'];
const faultOf = (password: string) => passwordFault(store, { password, path, known });

const rows = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'abcdefghijklmnopqrstuvwxyz'];
const common = [
  'password',
  'letmein',
  'dragon',
  'monkey',
  'sunshine',
  'welcome',
  'iloveyou',
  'admin',
];
const word = fc.constantFrom(...common);
const year = fc.integer({ min: 1950, max: 2029 }).map(String);
const long = (piece: string) => piece.repeat(Math.ceil(15 / piece.length));
const leet = (text: string) =>
  text.replaceAll('a', '4').replaceAll('o', '0').replaceAll('e', '3').replaceAll('s', '5');

const guessable = fc.oneof(
  fc.tuple(fc.constantFrom(...rows), fc.constantFrom(...rows)).map((two) => long(two.join(''))),
  fc.string({ minLength: 1, maxLength: 3 }).map(long),
  word.map(long),
  fc.tuple(word, year).map(([text, number]) => long(`${text}${number}`)),
  fc.tuple(word, year).map(([text, number]) => `${leet(text)}${number}`.padEnd(15, '!')),
  word.map((text) => `${text[0]?.toUpperCase()}${text.slice(1)}1234567890`),
  fc.constantFrom('internationalization', 'responsibilities', 'telecommunications'),
);

it('refuses walks, repetitions, years, common words and their spellings with digits, however long', () => {
  fc.assert(
    fc.property(guessable, (password) => {
      expect(faultOf(password), password).toMatchObject({
        breached: true,
        fieldErrors: [{ path, code: 'TOO_GUESSABLE', message: expect.stringContaining('words') }],
      });
    }),
    { numRuns: 60 },
  );
});

it.each([
  '123456789012345',
  'qwertyuiopasdfgh',
  '1q2w3e4r5t6y7u8i',
  'Password12345678',
  'thisisapassword',
  'anna.schmidt@example.com',
  'Anna.Schmidt@Example.com1',
  'Annabella Schmidthuber',
  'AnnabellaSchmidthuber99',
  'Alpine Outfitters 1',
  'qazwsxedcrfvtgbyhn',
  'January2024January2024',
])('refuses %s', (password) => {
  expect(faultOf(password)?.breached).toBe(true);
});

it.each([
  'correct horse battery staple',
  'mildly amusing ferret 42',
  'attacker chosen phrase 99',
  'victim chosen phrase 11',
  'a phrase chosen by Petra 7',
  'Vier ganz zufällige Wörter',
  'x7#kQ9!vLp2$mZr',
])('accepts %s', (password) => {
  expect(faultOf(password)).toBeNull();
});

it('looks at no more of a long password than it can in a moment', () => {
  const digits = fc.string({
    unit: fc.constantFrom(...'4@83(610|7$5+29!'),
    minLength: 1_000,
    maxLength: 1_024,
  });
  const [first = ''] = fc.sample(digits, 1);
  faultOf('warm up before the clock runs');
  const startedAt = performance.now();
  faultOf(first);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
