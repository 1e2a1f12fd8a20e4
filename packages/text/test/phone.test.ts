import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parsePhone } from '../src/phone.ts';

const valueOf = (typed: string) => {
  const parsed = parsePhone(typed);
  return parsed.ok ? parsed.value : parsed.code;
};

it.each([
  '+43 664 1234567',
  '\u202a+43 664 1234567\u202c',
  '\u200e+43 664 1234567',
  '+43\u2011664\u20111234567',
  '+43 664 123\u20134567',
  '+43\u00ad6641234567',
  '+\ufe0d43-664-123-45-67',
  '\uff0b\uff14\uff13 664 1234567',
  'tel:+43-664-1234567',
  '0043 664 1234567',
  '00 43 664 1234567',
  '+43 (0)664 1234567',
  '+43 (0) 664/123 45 67',
  '(+43) 664 1234567',
  '+٤٣ ٦٦٤ ١٢٣٤٥٦٧',
  '+४३ ६६४ १२३४५६७',
  '+43 664\u30fb1234567',
])('takes %j for the one number that it is', (typed) => {
  expect(valueOf(typed)).toBe('+436641234567');
});

it.each([
  ['+1 212 555 0123 ext. 45', '+12125550123 ext. 45'],
  ['+1 212 555 0123 x45', '+12125550123 ext. 45'],
  ['+1 212 555 0123 #45', '+12125550123 ext. 45'],
  ['+1 212 555 0123,,45', '+12125550123 ext. 45'],
  ['tel:+1-212-555-0123;ext=45', '+12125550123 ext. 45'],
  ['+12125550123 ext. 45', '+12125550123 ext. 45'],
  ['+39 (0)6 12345678', '+390612345678'],
  ['0664/123 45 67 DW 12', '0664/123 45 67 ext. 12'],
  ['０３ー１２３４ー５６７８', '03-1234-5678'],
  ['030 1234567', '030 1234567'],
  ['0012', '0012'],
])('keeps %s as %s', (typed, kept) => {
  expect(valueOf(typed)).toBe(kept);
  expect(valueOf(kept)).toBe(kept);
});

it.each(['tomorrow', '12', '+', 'call +43 664 1234567', '1-800-FLOWERS', '+43 664\u0000 1234567'])(
  'refuses %j',
  (typed) => {
    expect(valueOf(typed)).toBe('INVALID_PHONE');
  },
);

it('comes to an end soon, whatever it is given', () => {
  for (const sign of [' ', ',', '-', '(', '1', '\u00ad', '\ud800'])
    expect(typeof valueOf(sign.repeat(1_000_000))).toBe('string');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (typed) => typeof valueOf(typed) === 'string'),
  );
});
