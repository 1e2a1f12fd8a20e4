import { createHmac, timingSafeEqual } from 'node:crypto';

/** Headers that a process passes on to another and that the signature covers. Anything else a caller sent is dropped. */
export const signedHeaders = [
  'authorization',
  'x-store-id',
  'x-request-id',
  'x-client-address',
  'x-client-user-agent',
] as const;
export type SignedHeader = (typeof signedHeaders)[number];
export type SignedHeaderValues = Readonly<Partial<Record<SignedHeader, string | undefined>>>;

/** The name of the header that carries the signature itself. */
export const signatureHeader = 'x-gateway-signature';

/** A call from one process to another, as far as it is signed. */
export interface SignedCall {
  /** Name of the service that is called. A signature for one service is worth nothing at another. */
  readonly service: string;
  /** Path with query, such as `/graphql`. */
  readonly path: string;
  readonly headers: SignedHeaderValues;
  /** The exact text of the body; empty for GET. */
  readonly body: string;
}

const maxAgeSeconds = 30;
const format = /^v1 ([a-z][a-z0-9-]{0,62}) (\d{1,12}) ([\w-]{43})$/;

/** Signs a call in the name of `caller`; the answer is the value for {@link signatureHeader}. */
export function signCall(
  secret: string,
  caller: string,
  call: SignedCall,
  now = Date.now(),
): string {
  const time = String(Math.floor(now / 1000));
  return `v1 ${caller} ${time} ${digest(secret, caller, time, call)}`;
}

/**
 * Checks a signature against every current secret.
 * @returns the caller's name; null when the signature is missing, wrong, for another call or more than 30 s off
 */
export function verifyCall(
  secrets: readonly string[],
  signature: string | undefined,
  call: SignedCall,
  now = Date.now(),
): string | null {
  const [, caller, time, given] = format.exec(signature ?? '') ?? [];
  if (!caller || !time || !given) return null;
  if (Math.abs(Math.floor(now / 1000) - Number(time)) > maxAgeSeconds) return null;
  const matches = secrets.some((secret) => equal(given, digest(secret, caller, time, call)));
  return matches ? caller : null;
}

function digest(secret: string, caller: string, time: string, call: SignedCall): string {
  let text = `${caller}\n${time}\n${call.service}\n${call.path}\n`;
  // Header values cannot contain a line break, so the lines cannot be shifted against each other.
  for (const name of signedHeaders) text += `${call.headers[name] ?? ''}\n`;
  return createHmac('sha256', secret)
    .update(text + call.body)
    .digest('base64url');
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
