import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalEmail, parseEmail } from '../src/email.ts';

const valueOf = (typed: string) => {
  const parsed = parseEmail(typed);
  return parsed.ok ? parsed.value : parsed.code;
};
const wide = (text: string) =>
  text.replace(/[!-~]/g, (sign) => String.fromCodePoint(sign.charCodeAt(0) + 0xfee0));

describe('an e-mail address', () => {
  const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,10}[a-z0-9])?$/);
  const address = fc
    .tuple(
      fc.stringMatching(/^[a-z0-9][a-z0-9.+_'-]{0,20}$/),
      label,
      fc.constantFrom('com', 'at', 'jp'),
    )
    .map(([local, name, top]) => `${local}@${name}.${top}`)
    // What looks like an international name must be one.
    .filter((text) => !/@..--/.test(text));

  it('has one form, however it was typed or pasted', () => {
    fc.assert(
      fc.property(address, (plain) => {
        const spellings = [
          plain.toUpperCase(),
          wide(plain),
          ` ${plain}\u00a0`,
          `mailto:${plain}`,
          `\u202a${plain}\u202c`,
          [...plain].join('\u200b'),
          plain.replaceAll('.', '\u3002'),
        ];
        for (const typed of [plain, ...spellings]) expect(valueOf(typed), typed).toBe(plain);
      }),
    );
  });

  it.each([
    ['info@münchen.de', 'info@xn--mnchen-3ya.de'],
    ['INFO@MÜNCHEN.DE', 'info@xn--mnchen-3ya.de'],
    ['info@xn--mnchen-3ya.de', 'info@xn--mnchen-3ya.de'],
    ['a@пример.рф', 'a@xn--e1afmkfd.xn--p1ai'],
    ['a@faß.de', 'a@xn--fa-hia.de'],
    ['a@نامه\u200cای.com', 'a@xn--mgba3gch31f060k.com'],
    ['mu\u0308ller@example.com', 'm\u00fcller@example.com'],
    ['\u212aelvin@example.com', 'kelvin@example.com'],
  ])('%s is stored as %s, which mail servers can look up', (typed, stored) => {
    expect(valueOf(typed)).toBe(stored);
    expect(valueOf(stored)).toBe(stored);
    expect(normalEmail(typed)).toBe(stored);
  });

  it.each([
    '',
    ' ',
    '@',
    'someone',
    'someone@localhost',
    'a@b@example.com',
    'a b@example.com',
    'a@exam ple.com',
    'a@example.com\nBcc: b@example.com',
    'a\u0000@example.com',
    'a\ud800@example.com',
    'Ada <a@example.com>',
    'a@example.com,b@example.com',
    '"a"@example.com',
    'a@127.0.0.1',
    'a@[127.0.0.1]',
    'a@example.123',
    'a@-example.com',
    'a@example-.com',
    'a@example..com',
    'a@exa_mple.com',
    'a@example.com/x',
    'a@example.com:25',
    'a@exa%6Dple.com',
    'a@xn--a.de',
  ])('%j is refused', (typed) => {
    expect(valueOf(typed)).toBe('INVALID_EMAIL');
  });

  it('says in words that a quoted local part is not taken', () => {
    expect(parseEmail('"a b"@example.com')).toMatchObject({
      message: expect.stringContaining('quotation marks') as string,
    });
  });

  it('is measured in the form that is stored', () => {
    const domain = 'example.com';
    expect(valueOf(`${'a'.repeat(64)}@${domain}`)).toHaveLength(76);
    expect(valueOf(`${'a'.repeat(65)}@${domain}`)).toBe('TOO_LONG');
    expect(valueOf(`${'ü'.repeat(33)}@${domain}`)).toBe('TOO_LONG');
    const long = `${`${'b'.repeat(60)}.`.repeat(3)}${'b'.repeat(10)}.com`;
    expect(valueOf(`${'a'.repeat(254 - 1 - long.length)}@${long}`)).toHaveLength(254);
    // Short as typed, long as the domain is looked up.
    expect(valueOf(`${'a'.repeat(24)}@${`${'ü'.repeat(50)}.`.repeat(4)}de`)).toBe('TOO_LONG');
    expect(valueOf('a'.repeat(1_000_000))).toBe('TOO_LONG');
  });
});
