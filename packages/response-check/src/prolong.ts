import { createPrivateKey, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const key = z.looseObject({ kty: z.string(), crv: z.string(), d: z.string(), x: z.string() });
const secrets = z.object({ keys: z.object({ customer: key }) });
const claims = z.looseObject({ exp: z.number() });
const lifetime = 12 * 3_600;

/**
 * The same token, good for twelve hours, signed by the key in the graph's data folder: a customer's token lives for minutes, and a
 * slow machine must not make a difference.
 */
export async function prolong(token: string, dataDir: string): Promise<string> {
  const { keys } = secrets.parse(
    JSON.parse(await readFile(path.join(dataDir, 'secrets.json'), 'utf8')),
  );
  const [header = '', payload = ''] = token.split('.');
  const given = claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  const longer = { ...given, exp: given.exp + lifetime };
  const signed = `${header}.${Buffer.from(JSON.stringify(longer)).toString('base64url')}`;
  const privateKey = createPrivateKey({ key: keys.customer, format: 'jwk' });
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
}
