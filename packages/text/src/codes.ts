import { scalars } from '@customer-graph/subgraph';
import { Temporal } from 'temporal-polyfill';

const name = (type: 'language' | 'script' | 'region') =>
  new Intl.DisplayNames('en', { type, fallback: 'none' });
const names = { language: name('language'), script: name('script'), region: name('region') };

/**
 * A BCP 47 tag in its canonical form: `DE_at` is `de-AT`, `zh-cmn-Hans-CN` is `zh-Hans-CN`. Null for what is no tag, and for one
 * whose language, script or region nobody has named.
 */
export function canonicalLanguage(typed: string): string | null {
  const tag = typed.normalize('NFKC').trim().replaceAll('_', '-');
  if (tag.length > 35) return null;
  try {
    // An extended language stands for itself: its prefix is only a hint for readers that do not know it.
    const locale = new Intl.Locale(tag.replace(/^[a-z]{2,3}-([a-z]{3})(?=-|$)/i, '$1'));
    const { language, script, region } = locale;
    const known =
      isNamed('language', language) &&
      (script === undefined || isNamed('script', script)) &&
      (region === undefined || isNamed('region', region));
    return known ? locale.toString() : null;
  } catch {
    return null;
  }
}

function isNamed(type: keyof typeof names, code: string): boolean {
  if (['und', 'root', 'Zzzz', 'ZZ'].includes(code)) return false;
  return names[type].of(code) !== undefined;
}

/** An ISO 3166-1 alpha-2 code in upper case; null for what is none. */
export function canonicalCountry(typed: string): string | null {
  try {
    const code = typed.normalize('NFKC').trim().toUpperCase();
    return String(scalars.CountryCode.parseValue(code));
  } catch {
    return null;
  }
}

/** An IANA time zone as its list spells it; null for what is none, and for an offset, which has no summer time. */
export function canonicalTimeZone(typed: string): string | null {
  try {
    const zone = Temporal.Now.zonedDateTimeISO(typed.trim()).timeZoneId;
    return /^[A-Za-z]/.test(zone) ? zone : null;
  } catch {
    return null;
  }
}
