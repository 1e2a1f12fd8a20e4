import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLine, cleanText, isStorable, lengthOf } from '../src/clean.ts';

// What contacts apps, PDF readers, word processors and web pages put between letters.
const invisible = [
  ...'\u00ad\u034f\u061c\u115f\u180e\u200b\u200e\u200f\u202a\u202c\u202e\u2060\u2063\u2066\u2069\ufeff\ufff9\u001f',
];
const someInvisible = fc
  .array(fc.constantFrom(...invisible), { maxLength: 4 })
  .map((characters) => characters.join(''));

describe('a line of text', () => {
  it('loses what was pasted with it and cannot be seen, wherever it is', () => {
    const letters = fc.array(fc.constantFrom(...'Añß éçŁØ中아'), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        letters,
        fc.array(someInvisible, { minLength: 21, maxLength: 21 }),
        (text, noise) => {
          const pasted = text.map((letter, index) => `${noise[index] ?? ''}${letter}`).join('');
          expect(cleanLine(`${pasted}${noise[20] ?? ''}`)).toBe(cleanLine(text.join('')));
        },
      ),
    );
  });

  it.each([
    ['a Persian name', 'علی\u200cرضا'],
    ['a Malayalam chillu', 'അവന്\u200d'],
    ['a family of emoji', '👩🏽\u200d🦰 👨\u200d👩\u200d👧'],
    ['a heart on fire', '❤\ufe0f\u200d🔥'],
    ['a keycap', '1\ufe0f\u20e3'],
    ['the flag of England', '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
    ['a variant of an ideograph', '葛\u{e0100}城'],
    ['combining marks without a composed form', 'M\u0304aori \u1e0fa\u0323\u0302'.normalize('NFC')],
  ])('keeps %s as it is', (_what, text) => {
    expect(cleanLine(text)).toBe(text);
  });

  it.each([
    ['joiners between letters that do not join', 'An\u200cn\u200da', 'Anna'],
    ['a joiner at the end of a Persian word', 'علی\u200c', 'علی'],
    ['a variation selector after a letter', 'A\ufe0fda', 'Ada'],
    ['joiners alone', '\u200c\u200d', ''],
    ['fillers that look empty', '\u3164\u115f\u2800', ''],
  ])('loses %s', (_what, typed, kept) => {
    expect(cleanLine(typed)).toBe(kept);
  });

  it('is one line in NFC with single spaces, and stays as it is when cleaned again', () => {
    expect(cleanLine('  Jose\u0301\u00a0\u3000de\tla\r\nCruz\u2028 ')).toBe('José de la Cruz');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const clean = cleanLine(typed);
        expect(cleanLine(clean)).toBe(clean);
        if (isStorable(clean)) expect(clean).not.toMatch(/[\r\n\t\u2028]|^\s|\s$| {2}/u);
      }),
    );
  });

  it('takes the non-breaking hyphen of a word processor for a hyphen', () => {
    expect(cleanLine('Anna\u001eMaria')).toBe('Anna-Maria');
  });
});

it('keeps the lines and indentation of longer text', () => {
  expect(cleanText('\ufeffone\r\n\ttwo\u2029three\u00ad \n')).toBe('one\n\ttwo\nthree');
});

it.each(['a\u0000', '\u0007', '\u001b[31m', '\ud800', 'a\udc00b'])(
  'finds %j not fit to be stored',
  (typed) => {
    expect(isStorable(cleanLine(typed))).toBe(false);
    expect(isStorable(cleanText(typed))).toBe(false);
  },
);

it('counts characters, not their halves', () => {
  expect(lengthOf('a😀')).toBe(2);
});
