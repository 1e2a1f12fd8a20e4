import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** How clients speak to the gateway: HTTP/1.1, HTTP/2 without TLS (and nothing else), or both of them over TLS. */
export type Transport =
  | { readonly protocol: 'http1' | 'h2c' }
  | { readonly protocol: 'tls'; readonly cert: Buffer; readonly key: Buffer };

interface TransportSettings {
  readonly certPath: string | undefined;
  readonly keyPath: string | undefined;
  readonly cleartext: boolean;
}

/** Reads certificate and key, and reports everything that keeps them from being used, a sentence each. */
export function readTransport(settings: TransportSettings): {
  transport: Transport;
  faults: readonly string[];
} {
  const faults: string[] = [];
  const { certPath, keyPath, cleartext } = settings;
  if (certPath === undefined && keyPath === undefined)
    return { transport: { protocol: cleartext ? 'h2c' : 'http1' }, faults };
  if (cleartext) faults.push('HTTP2_CLEARTEXT: cannot be combined with TLS, which has HTTP/2');
  const cert = readFile('TLS_CERT_PATH', certPath, faults);
  const key = readFile('TLS_KEY_PATH', keyPath, faults);
  const certificate = cert && attempt(() => new X509Certificate(cert));
  const privateKey = key && attempt((): KeyObject => createPrivateKey(key));
  if (cert && !certificate) faults.push('TLS_CERT_PATH: is not a certificate in PEM');
  if (key && !privateKey) faults.push('TLS_KEY_PATH: is not an unencrypted private key in PEM');
  if (certificate && privateKey && !certificate.checkPrivateKey(privateKey))
    faults.push('TLS_KEY_PATH: is not the key of the certificate');
  if (certificate && Date.parse(certificate.validTo) < Date.now())
    faults.push(`TLS_CERT_PATH: the certificate was valid until ${certificate.validTo}`);
  return {
    transport: cert && key ? { protocol: 'tls', cert, key } : { protocol: 'http1' },
    faults,
  };
}

function readFile(name: string, path: string | undefined, faults: string[]): Buffer | undefined {
  if (path === undefined) {
    faults.push(`${name}: is needed, for TLS takes both a certificate and a key`);
    return undefined;
  }
  const content = attempt(() => readFileSync(path));
  if (!content) faults.push(`${name}: the file cannot be read`);
  return content;
}

function attempt<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
