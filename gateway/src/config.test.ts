import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig, subgraphUrlKey } from './config.ts';

const needed = {
  INTERNAL_SECRETS: `${'a'.repeat(32)}, ${'b'.repeat(40)}`,
  TRUSTED_ISSUERS:
    '[{"issuer":"https://a.test","jwksUrl":"https://a.test/jwks","kind":"customer"}]',
};

describe('the environment', () => {
  it('needs secrets and issuers, and has a default for everything else', () => {
    expect(readConfig(needed)).toMatchObject({
      production: false,
      port: 4000,
      host: '127.0.0.1',
      internalSecrets: ['a'.repeat(32), 'b'.repeat(40)],
      tokenAudience: 'customer-graph',
      limits: { depth: 12, cost: 10_000 },
      corsOrigins: [],
      trustProxy: false,
      introspection: true,
      rateLimit: 0,
    });
  });

  it('is strict in production', () => {
    expect(readConfig({ ...needed, NODE_ENV: 'production' })).toMatchObject({
      production: true,
      introspection: false,
      rateLimit: 6_000,
    });
  });

  it('changes single limits and URLs of single subgraphs', () => {
    const config = readConfig({
      ...needed,
      LIMITS: '{"depth":15}',
      SUBGRAPH_URL_MY_MODULE: 'http://10.0.0.1/graphql',
      TRUST_PROXY: '10.0.0.0/8, 127.0.0.1',
    });
    expect(config.limits).toMatchObject({ depth: 15, cost: 10_000 });
    expect(config.subgraphUrls[subgraphUrlKey('my-module')]).toBe('http://10.0.0.1/graphql');
    expect(config.trustProxy).toEqual(['10.0.0.0/8', '127.0.0.1']);
  });

  it('is refused with all its faults at once, a line each', () => {
    const faults = () =>
      readConfig({
        PORT: '70000',
        INTERNAL_SECRETS: 'short',
        LIMITS: '{"dept":1}',
        TRAFFIC_SHAPING: '{',
        SUBGRAPH_URL_X: 'nowhere',
        PERSISTED_DOCUMENTS: 'maybe',
        CORS_ORIGINS: '*',
        TRUST_PROXY: '10.0.0.0/8, proxy.internal',
      });
    expect(faults).toThrow(ConfigError);
    const message = String(attempt(faults));
    for (const name of [
      'PORT',
      'INTERNAL_SECRETS.0',
      'TRUSTED_ISSUERS: is needed',
      'LIMITS',
      'TRAFFIC_SHAPING: not JSON',
      'SUBGRAPH_URL_X: not a URL',
      'PERSISTED_DOCUMENTS',
      'CORS_ORIGINS.0',
      'TRUST_PROXY: proxy.internal is not',
    ])
      expect(message).toContain(name);
    expect(message).not.toContain('short');
  });

  it.each([
    'https://shop.example/',
    'https://shop.example/account',
    'https://shop.example?',
    'https://Shop.example',
    'https://shop.example:443',
    'https://user@shop.example',
    'shop.example:8080',
    'null',
  ])('refuses %s as an origin, which no browser would send', (origin) => {
    expect(() => readConfig({ ...needed, CORS_ORIGINS: origin })).toThrow(
      `CORS_ORIGINS.0: ${origin} is not an origin as browsers send it`,
    );
  });

  it('takes origins exactly as browsers and apps send them', () => {
    const origins = [
      'https://shop.example',
      'http://localhost:5173',
      'http://[::1]:8080',
      'capacitor://localhost',
    ];
    expect(readConfig({ ...needed, CORS_ORIGINS: origins.join(', ') }).corsOrigins).toEqual(
      origins,
    );
  });

  it.each(['10.0.0.0/33', '10.0.0.1,', 'loopbck'])('refuses to trust %s', (proxies) => {
    expect(() => readConfig({ ...needed, TRUST_PROXY: proxies })).toThrow('TRUST_PROXY: ');
  });

  it('trusts numbers of proxies, networks and their names', () => {
    const trusted = (proxies: string) => readConfig({ ...needed, TRUST_PROXY: proxies }).trustProxy;
    expect([trusted('2'), trusted('true')]).toEqual([2, true]);
    expect(trusted('loopback,fd00::/8,10.0.0.0/255.0.0.0')).toHaveLength(3);
  });

  it('needs a manifest when documents are to be watched', () => {
    expect(() => readConfig({ ...needed, PERSISTED_DOCUMENTS: 'only' })).toThrow(
      'PERSISTED_DOCUMENTS_PATH',
    );
  });
});

function attempt(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
