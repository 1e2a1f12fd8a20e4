import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { signCall, verifyCall, type SignedCall } from './signature.ts';

const secret = 'a secret of at least thirty-two characters';
const now = Date.parse('2026-01-01T00:00:00Z');
const call: SignedCall = {
  service: 'orders',
  path: '/graphql',
  headers: { authorization: 'Bearer a.b.c', 'x-store-id': 'demo', 'x-request-id': 'r1' },
  body: '{"query":"{ me { id } }"}',
};
const signature = signCall(secret, 'gateway', call, now);
const check = (changes: Partial<SignedCall>, value: string | undefined = signature, at = now) =>
  verifyCall([secret], value, { ...call, ...changes }, at);

describe('a signed call', () => {
  it('tells who called', () => {
    expect(check({})).toBe('gateway');
  });

  it('is believed for 30 seconds, in both directions of a clock that is off', () => {
    expect(check({}, signature, now + 30_000)).toBe('gateway');
    expect(check({}, signature, now - 30_000)).toBe('gateway');
    expect(check({}, signature, now + 31_000)).toBeNull();
    expect(check({}, signature, now - 31_000)).toBeNull();
  });

  it('is believed under any of the current secrets, so that they can be rotated', () => {
    const secrets = ['another secret of thirty-two characters', secret];
    expect(verifyCall(secrets, signature, call, now)).toBe('gateway');
    expect(
      verifyCall(['another secret of thirty-two characters'], signature, call, now),
    ).toBeNull();
    expect(verifyCall([], signature, call, now)).toBeNull();
  });
});

describe('a signature is refused', () => {
  const changed: readonly (readonly [name: string, change: Partial<SignedCall>])[] = [
    ['when the body was changed', { body: '{"query":"{ me { name } }"}' }],
    ['when the body was emptied', { body: '' }],
    ['at another service', { service: 'loyalty' }],
    ['at another path', { path: '/events' }],
    ['with another query string', { path: '/graphql?x=1' }],
    ['with another token', { headers: { ...call.headers, authorization: 'Bearer x.y.z' } }],
    ['with the token taken away', { headers: { ...call.headers, authorization: undefined } }],
    ['with another store', { headers: { ...call.headers, 'x-store-id': 'acme' } }],
    ['with another request id', { headers: { ...call.headers, 'x-request-id': 'r2' } }],
    [
      'with a client address added',
      { headers: { ...call.headers, 'x-client-address': '10.0.0.1' } },
    ],
    [
      'when values were moved from one header to the next',
      {
        headers: {
          authorization: 'Bearer a.b.c',
          'x-request-id': 'demo',
          'x-client-address': 'r1',
        },
      },
    ],
    [
      'when path and body were shifted against each other',
      { service: 'orders\n/graphql', path: '' },
    ],
  ];
  it.each(changed)('%s', (_name, change) => {
    expect(check(change)).toBeNull();
  });

  const parts = signature.split(' ');
  const malformed: readonly (readonly [name: string, value: string | undefined])[] = [
    ['when it is missing', undefined],
    ['when it is empty', ''],
    ['when it is truncated', signature.slice(0, -1)],
    ['when it is longer', `${signature}A`],
    ['in the name of another caller', signature.replace('gateway', 'loyalty')],
    ['of another version', signature.replace('v1', 'v2')],
    ['with another time', `${parts[0]} ${parts[1]} ${Number(parts[2]) + 1} ${parts[3]}`],
    ['with a time that is no number', `${parts[0]} ${parts[1]} 1e9 ${parts[3]}`],
    ['with a second line', `${signature}\nx`],
    ['twice in one header', `${signature}, ${signature}`],
  ];
  it.each(malformed)('%s', (_name, value) => {
    expect(verifyCall([secret], value, call, now)).toBeNull();
  });

  it('under another secret', () => {
    const other = signCall('another secret of thirty-two characters', 'gateway', call, now);
    expect(check({}, other)).toBeNull();
  });
});

it("is made as the README's test vector says, by its words alone", async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const vector = z
    .object({
      secret: z.string(),
      caller: z.string(),
      time: z.number(),
      service: z.string(),
      path: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.string(),
      signature: z.string(),
    })
    .parse(JSON.parse(/```json\n([\s\S]*?)\n```/.exec(readme)?.[1] ?? ''));
  expect(signCall(vector.secret, vector.caller, vector, vector.time * 1_000)).toBe(
    vector.signature,
  );
  const { caller, time, headers, body } = vector;
  const order = [...readme.matchAll(/values of (.*), in this order/g)][0]?.[1] ?? '';
  const names = [...order.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name);
  const lines = [caller, time, vector.service, vector.path, ...names.map((n) => headers[n] ?? '')];
  const text = lines.map((line) => `${line}\n`).join('') + body;
  const digest = createHmac('sha256', vector.secret).update(text).digest('base64url');
  expect(vector.signature).toBe(`v1 ${caller} ${time} ${digest}`);
});
