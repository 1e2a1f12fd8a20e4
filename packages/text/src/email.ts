import { domainToASCII } from 'node:url';
import type { FieldErrorCode } from '@customer-graph/subgraph';
import { cleanLine, isStorable, withoutIgnorable } from './clean.ts';

export type Outcome =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly code: FieldErrorCode; readonly message: string };

const refused = (message: string, code: FieldErrorCode = 'INVALID_EMAIL'): Outcome => ({
  ok: false,
  code,
  message,
});

// As a browser's e-mail field has it, and letters of all languages, which mail servers of today take.
const localPart = /^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]+$/u;
const domainCharacters = /^(?:[\p{L}\p{M}\p{N}.-]|\p{Join_Control})+$/u;
const asciiDomain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/;
const example = 'Must be an e-mail address such as name@example.com.';

/**
 * The one form of an e-mail address: what is stored is what is mailed and what addresses are compared by. Full-width and other
 * compatible characters become plain ones, letters lower case, and the domain is the ASCII form that mail servers look up.
 */
export function parseEmail(typed: string): Outcome {
  if (typed.length > 1_000) return refused('Must have at most 254 characters.', 'TOO_LONG');
  if (!isStorable(cleanLine(typed))) return refused(example);
  const text = plain(typed);
  if (text.includes('"')) return refused('Must not contain quotation marks before the @.');
  const [local, domain, ...more] = text.split('@');
  if (!local || !domain || more.length > 0 || !localPart.test(local)) return refused(example);
  const ascii = toAscii(domain);
  if (ascii === null) return refused('Must end with a domain such as example.com.');
  if (Buffer.byteLength(local) > 64)
    return refused('Must have at most 64 characters before the @.', 'TOO_LONG');
  if (Buffer.byteLength(local) + 1 + ascii.length > 254)
    return refused('Must have at most 254 characters.', 'TOO_LONG');
  return { ok: true, value: `${local}@${ascii}` };
}

/** The form that addresses are compared by; text that is no address compares with nothing that is stored. */
export function normalEmail(typed: string): string {
  const parsed = parseEmail(typed);
  return parsed.ok ? parsed.value : plain(typed);
}

/** Joiners stay for now: in a domain they can be part of the spelling. */
const plain = (typed: string): string => {
  const text = cleanLine(typed)
    .normalize('NFKC')
    .replace(/[\u3002\uff61]/gu, '.')
    .replace(/^mailto:/i, '')
    .toLowerCase()
    .normalize('NFKC');
  const at = text.lastIndexOf('@');
  return at < 0
    ? withoutIgnorable(text).trim()
    : `${withoutIgnorable(text.slice(0, at))}${text.slice(at)}`.trim();
};

/** The name that the domain is registered by, from either of its spellings; null for what is no domain. */
function toAscii(domain: string): string | null {
  if (!domainCharacters.test(domain)) return null;
  const ascii = domainToASCII(domain) || domainToASCII(withoutIgnorable(domain));
  return asciiDomain.test(ascii) && ascii.length <= 253 ? ascii : null;
}
