import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { readJson, writeWhole } from './data-dir.ts';

const key = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string(),
  x: z.string(),
  d: z.string(),
});
export type SigningKey = z.output<typeof key>;

const schema = z.object({
  /** Signs the calls between the processes. */
  internal: z.string(),
  /** From which orders' guest access tokens are made. */
  guestTokens: z.string(),
  databasePasswords: z.record(z.string(), z.string()),
  /** Of the customers service, and of the local issuers of staff and service tokens. */
  keys: z.object({ customer: key, staff: key, service: key }),
});
export type Secrets = z.output<typeof schema>;

const fileOf = (dataDir: string) => path.join(dataDir, 'secrets.json');
const random = () => randomBytes(32).toString('base64url');

/** The secrets of a data folder; undefined before its first start. */
export const readSecrets = (dataDir: string): Promise<Secrets | undefined> =>
  readJson(fileOf(dataDir), schema);

/** Reads the secrets of a data folder, or makes what is missing. */
export async function ensureSecrets(dataDir: string, modules: readonly string[]): Promise<Secrets> {
  const kept = await readSecrets(dataDir);
  const passwords = { ...kept?.databasePasswords };
  for (const name of modules) passwords[name] ??= random();
  const secrets: Secrets = {
    internal: kept?.internal ?? random(),
    guestTokens: kept?.guestTokens ?? random(),
    databasePasswords: passwords,
    keys: kept?.keys ?? {
      customer: await newKey(),
      staff: await newKey(),
      service: await newKey(),
    },
  };
  await writeWhole(fileOf(dataDir), `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

async function newKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  return key.parse({ ...jwk, kid: await calculateJwkThumbprint(jwk) });
}
