import { readFile } from 'node:fs/promises';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';

const jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/** The issuer's keys could not be read, and none were read before. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError';
}

export interface KeySetOptions {
  /** `http(s):` or `file:` URL of a JWK set. */
  readonly url: URL;
  /** Milliseconds between two readings caused by unknown key ids. */
  readonly cooldown?: number;
  /** Milliseconds after which a good set is read again, in the background. */
  readonly maxAge?: number;
  /** Called when the published keys differ from those held before. */
  readonly onChange?: () => void;
}

export interface KeySet {
  readonly keyFor: JWTVerifyGetKey;
  /** Has an aged set read again in the background: whoever remembers what its keys have proven must learn of changes. */
  freshen(): void;
}

/**
 * An issuer's published keys. The last good set is kept while the issuer is down, and a flood of unknown key ids causes
 * at most one reading per cooldown; `jose`'s own remote set promises neither.
 */
export function createKeySet(options: KeySetOptions): KeySet {
  const { url, cooldown = 10_000, maxAge = 300_000, onChange } = options;
  let keys: ReturnType<typeof createLocalJWKSet> | undefined;
  let held = '';
  let readAt = -Infinity;
  let triedAt = -Infinity;
  let pending: Promise<void> | undefined;

  async function read(): Promise<void> {
    const text = await readText(url);
    const set: JSONWebKeySet = jwks.parse(JSON.parse(text));
    readAt = Date.now();
    if (text === held) return;
    keys = createLocalJWKSet(set);
    held = text;
    onChange?.();
  }

  function refresh(): Promise<void> {
    if (pending) return pending;
    triedAt = Date.now();
    pending = read().finally(() => (pending = undefined));
    return pending;
  }

  function freshen(): void {
    const now = Date.now();
    if (now - readAt > maxAge && now - triedAt > cooldown) void refresh().catch(() => {});
  }

  const keyFor: JWTVerifyGetKey = async (header, token) => {
    if (!keys) {
      // Shorter than the cooldown for unknown ids: an issuer that is still starting is soon asked again.
      if (pending || Date.now() - triedAt > Math.min(cooldown, 500))
        await refresh().catch(() => {});
      if (!keys)
        throw new KeysUnavailableError(`no keys could be read from ${url.host || url.pathname}`);
    } else freshen();
    const used = keys;
    try {
      return await used(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      if (keys === used) {
        // Tokens of a new key that arrive while it is being read wait for it too.
        if (!pending && Date.now() - triedAt <= cooldown) throw error;
        await refresh().catch(() => {});
      }
      return keys(header, token);
    }
  };
  return { keyFor, freshen };
}

async function readText(url: URL): Promise<string> {
  if (url.protocol === 'file:') return readFile(url, 'utf8');
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: 'error' });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.text();
}
