import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCertificate, type Certificate } from '../../test/fixture/certificate.ts';
import { readTransport } from './transport.ts';

let good: Certificate;
let other: Certificate;
let old: Certificate;
beforeAll(async () => {
  [good, other, old] = await Promise.all([
    createCertificate(),
    createCertificate(),
    createCertificate(new Date('2020-01-01')),
  ]);
});
afterAll(() => Promise.all([good, other, old].map((certificate) => certificate.remove())));

const read = (certPath?: string, keyPath?: string, cleartext = false) =>
  readTransport({ certPath, keyPath, cleartext });

it('is HTTP/1.1 unless told otherwise', () => {
  expect(read()).toEqual({ transport: { protocol: 'http1' }, faults: [] });
  expect(read(undefined, undefined, true).transport).toEqual({ protocol: 'h2c' });
});

it('is TLS with a certificate and its key', () => {
  const { transport, faults } = read(good.certPath, good.keyPath);
  expect(transport.protocol).toBe('tls');
  expect(faults).toEqual([]);
});

const faulty: readonly (readonly [string, () => readonly string[], readonly RegExp[]])[] = [
  ['no key', () => read(good.certPath).faults, [/^TLS_KEY_PATH: is needed/]],
  ['no certificate', () => read(undefined, good.keyPath).faults, [/^TLS_CERT_PATH: is needed/]],
  [
    'files that are not there',
    () => read('/nowhere/a', '/nowhere/b').faults,
    [/^TLS_CERT_PATH: the file cannot be read/, /^TLS_KEY_PATH: the file cannot be read/],
  ],
  [
    'files that were mixed up',
    () => read(good.keyPath, good.certPath).faults,
    [/^TLS_CERT_PATH: is not a certificate/, /^TLS_KEY_PATH: is not an unencrypted private key/],
  ],
  [
    'the key of another certificate',
    () => read(good.certPath, other.keyPath).faults,
    [/^TLS_KEY_PATH: is not the key of the certificate/],
  ],
  [
    'a certificate whose time is over',
    () => read(old.certPath, old.keyPath).faults,
    [/^TLS_CERT_PATH: the certificate was valid until Jan {2}1 .* 2020/],
  ],
  [
    'cleartext beside TLS',
    () => read(good.certPath, good.keyPath, true).faults,
    [/^HTTP2_CLEARTEXT: cannot be combined with TLS/],
  ],
];

it.each(faulty)('refuses %s with a sentence each', (_name, faultsOf, sentences) => {
  const faults = faultsOf();
  expect(faults).toHaveLength(sentences.length);
  sentences.forEach((sentence, index) => expect(faults[index]).toMatch(sentence));
});
