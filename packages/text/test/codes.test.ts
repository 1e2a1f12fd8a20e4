import { expect, it } from 'vitest';
import { canonicalCountry, canonicalLanguage, canonicalTimeZone } from '../src/codes.ts';

it.each([
  ['de', 'de'],
  ['DE-at', 'de-AT'],
  ['en_US', 'en-US'],
  [' pt-br ', 'pt-BR'],
  ['zh-cmn-Hans-CN', 'zh-Hans-CN'],
  ['zh-hant-tw', 'zh-Hant-TW'],
  ['iw', 'he'],
  ['es-419', 'es-419'],
  ['de-CH-1996', 'de-CH-1996'],
  ['gsw', 'gsw'],
])('writes the language %s as %s', (typed, canonical) => {
  expect(canonicalLanguage(typed)).toBe(canonical);
  expect(canonicalLanguage(canonical)).toBe(canonical);
});

it.each([
  '',
  'VED',
  'utc',
  'und',
  'German',
  'x-private',
  'de-XX',
  'de_DE_and_more',
  'not a language',
])('takes %j for no language', (typed) => {
  expect(canonicalLanguage(typed)).toBeNull();
});

it('writes countries and time zones as their lists do, and takes nothing else', () => {
  expect(['at', 'ＡＴ', ' De '].map(canonicalCountry)).toEqual(['AT', 'AT', 'DE']);
  expect(['', 'UK', 'Austria', 'A\u0000', 'ZZ'].map(canonicalCountry)).toEqual(Array(5).fill(null));
  expect(['utc', 'europe/vienna', 'Europe/Kyiv'].map(canonicalTimeZone)).toEqual([
    'UTC',
    'Europe/Vienna',
    'Europe/Kyiv',
  ]);
  expect(['Mars', '+02:00', '', 'Z'].map(canonicalTimeZone)).toEqual(Array(4).fill(null));
});
