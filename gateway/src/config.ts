import { fileURLToPath } from 'node:url';
import proxyAddr from '@fastify/proxy-addr';
import { longestNotice, noticeOf } from '@customer-graph/stop';
import { trustedIssuerSchema } from '@customer-graph/trust';
import { z } from 'zod';
import type { DocumentMode } from './documents/documents.ts';
import { readTransport, type Transport } from './http/transport.ts';
import { limitsSchema } from './limits/limits.ts';
import { forwardingSettingsSchema } from './subgraph/forwarding.ts';
import { trafficSettingsSchema } from './subgraph/traffic-shaping.ts';

const committedSupergraph = fileURLToPath(new URL('../supergraph.graphql', import.meta.url));
const ownExamples = fileURLToPath(new URL('../examples', import.meta.url));
const subgraphUrlPrefix = 'SUBGRAPH_URL_';

const text = z.string({ error: ({ input }) => (input === undefined ? 'is needed' : undefined) });
const json = text.transform((value, context): unknown => {
  try {
    return JSON.parse(value);
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
});
const list = text.transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);
const flag = z
  .enum(['0', '1', 'false', 'true'])
  .transform((text) => text === '1' || text === 'true');
const origin = text.refine(isOrigin, {
  error: ({ input }) =>
    `${String(input)} is not an origin as browsers send it, such as https://shop.example: scheme, host and port without a path`,
});
const trustProxy = text.transform((value, context): boolean | number | string[] => {
  if (value === 'true' || value === 'false') return value === 'true';
  if (/^\d+$/.test(value)) return Number(value);
  const proxies = value.split(',').map((item) => item.trim());
  for (const proxy of proxies.filter((item) => !isAddressOrNetwork(item)))
    context.addIssue({
      code: 'custom',
      message: `${proxy || 'an empty text'} is not an address or a network`,
    });
  return proxies;
});

const environmentSchema = z
  .object({
    NODE_ENV: z.string().default('development'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
    HOST: z.string().default('127.0.0.1'),
    SUPERGRAPH_PATH: z.string().default(committedSupergraph),
    SUPERGRAPH_POLL_MS: z.coerce.number().int().min(50).default(1_000),
    INTERNAL_SECRETS: list.pipe(z.array(z.string().min(32)).min(1)),
    TRUSTED_ISSUERS: json.pipe(z.array(trustedIssuerSchema).min(1)),
    TOKEN_AUDIENCE: z.string().min(1).default('customer-graph'),
    LIMITS: json.pipe(limitsSchema).default(limitsSchema.parse({})),
    TRAFFIC_SHAPING: json.pipe(trafficSettingsSchema).default({}),
    FORWARDING: json.pipe(forwardingSettingsSchema).default({}),
    REQUEST_TIMEOUT_MS: z.coerce.number().int().min(1).default(10_000),
    STOP_NOTICE_MS: z.coerce.number().int().min(0).max(longestNotice).optional(),
    CORS_ORIGINS: list.pipe(z.array(origin)).default([]),
    TRUST_PROXY: trustProxy.default(false),
    HTTP2_CLEARTEXT: flag.default(false),
    INTROSPECTION: flag.optional(),
    EXAMPLES_PATH: z.string().default(ownExamples),
    RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(0).optional(),
    PLAN_EXECUTOR: z.enum(['compiled', 'apollo']).default('compiled'),
    OPERATION_CACHE_BYTES: z.coerce.number().int().min(1_000_000).default(50_000_000),
    OVERRIDE_LABELS: list.transform((labels) => new Set(labels)).default(new Set()),
    PERSISTED_DOCUMENTS: z.enum(['off', 'warn', 'only']).default('off'),
    PERSISTED_DOCUMENTS_PATH: z.string().optional(),
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
    USAGE_TARGET: z.string().min(1).optional(),
    USAGE_GRAPH: z.string().min(1).optional(),
    USAGE_INTERVAL_MS: z.coerce.number().int().min(100).default(60_000),
    LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  })
  .refine(
    (env) => env.PERSISTED_DOCUMENTS === 'off' || env.PERSISTED_DOCUMENTS_PATH !== undefined,
    {
      path: ['PERSISTED_DOCUMENTS_PATH'],
      message: 'is needed unless PERSISTED_DOCUMENTS is off',
    },
  )
  .refine((env) => env.USAGE_TARGET === undefined || env.USAGE_GRAPH !== undefined, {
    path: ['USAGE_GRAPH'],
    message: 'is needed with USAGE_TARGET',
  });

type Environment = z.output<typeof environmentSchema>;

export interface GatewayConfig {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  readonly supergraphPath: string;
  /** Milliseconds between two looks at the supergraph file. */
  readonly supergraphPollInterval: number;
  /** URLs over those in the supergraph, by {@link subgraphUrlKey}. */
  readonly subgraphUrls: Readonly<Record<string, string>>;
  /** The first one signs. */
  readonly internalSecrets: readonly string[];
  readonly trustedIssuers: Environment['TRUSTED_ISSUERS'];
  readonly tokenAudience: string;
  readonly limits: Environment['LIMITS'];
  readonly traffic: Environment['TRAFFIC_SHAPING'];
  readonly forwarding: Environment['FORWARDING'];
  /** Milliseconds from the arrival of a request until its answer is due. */
  readonly requestTimeout: number;
  /** Milliseconds for which it still serves, as not ready, once it is to stop. */
  readonly stopNotice: number;
  readonly corsOrigins: readonly string[];
  readonly trustProxy: Environment['TRUST_PROXY'];
  readonly transport: Transport;
  readonly introspection: boolean;
  /** Folder of operations that the explorer lists. */
  readonly examplesPath: string;
  /** Requests of one caller within a minute; 0 for no bound. */
  readonly rateLimit: number;
  readonly planExecutor: Environment['PLAN_EXECUTOR'];
  /** Bytes of all operations that are kept parsed, planned and compiled. */
  readonly operationBytes: number;
  /** Labels of `@override` that are on, besides percentages. */
  readonly overrideLabels: ReadonlySet<string>;
  readonly documentMode: DocumentMode;
  readonly documentManifestPath: string | undefined;
  /** Base URL of an OpenTelemetry collector; no traces without. */
  readonly traceEndpoint: string | undefined;
  /** Where executed operations are counted, if they are. */
  readonly usage:
    { readonly target: string; readonly graph: string; readonly interval: number } | undefined;
  readonly logLevel: Environment['LOG_LEVEL'];
}

/** The environment cannot be used; the message lists every fault, a line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** How the environment names a subgraph: `my-module` is `MY_MODULE`. */
export function subgraphUrlKey(subgraph: string): string {
  return subgraph.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

/** @throws ConfigError */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
): GatewayConfig {
  const parsed = environmentSchema.safeParse(environment);
  const urls = readSubgraphUrls(environment);
  const { transport, faults: transportFaults } = readTransport({
    certPath: environment['TLS_CERT_PATH'] || undefined,
    keyPath: environment['TLS_KEY_PATH'] || undefined,
    cleartext: parsed.data?.HTTP2_CLEARTEXT ?? false,
  });
  const faults = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`),
    ...Object.entries(urls)
      .filter(([, url]) => !URL.canParse(url))
      .map(([key]) => `${subgraphUrlPrefix}${key}: not a URL`),
    ...transportFaults,
  ];
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults.join('\n'));
  return toConfig(parsed.data, urls, transport);
}

function toConfig(
  env: Environment,
  subgraphUrls: Record<string, string>,
  transport: Transport,
): GatewayConfig {
  const production = env.NODE_ENV === 'production';
  return {
    production,
    port: env.PORT,
    host: env.HOST,
    supergraphPath: env.SUPERGRAPH_PATH,
    supergraphPollInterval: env.SUPERGRAPH_POLL_MS,
    subgraphUrls,
    internalSecrets: env.INTERNAL_SECRETS,
    trustedIssuers: env.TRUSTED_ISSUERS,
    tokenAudience: env.TOKEN_AUDIENCE,
    limits: env.LIMITS,
    traffic: env.TRAFFIC_SHAPING,
    forwarding: env.FORWARDING,
    requestTimeout: env.REQUEST_TIMEOUT_MS,
    stopNotice: noticeOf(env.STOP_NOTICE_MS, production),
    corsOrigins: env.CORS_ORIGINS,
    trustProxy: env.TRUST_PROXY,
    transport,
    introspection: env.INTROSPECTION ?? !production,
    examplesPath: env.EXAMPLES_PATH,
    rateLimit: env.RATE_LIMIT_PER_MINUTE ?? (production ? 6_000 : 0),
    planExecutor: env.PLAN_EXECUTOR,
    operationBytes: env.OPERATION_CACHE_BYTES,
    overrideLabels: env.OVERRIDE_LABELS,
    documentMode: env.PERSISTED_DOCUMENTS,
    documentManifestPath: env.PERSISTED_DOCUMENTS_PATH,
    traceEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
    usage:
      env.USAGE_TARGET === undefined || env.USAGE_GRAPH === undefined
        ? undefined
        : { target: env.USAGE_TARGET, graph: env.USAGE_GRAPH, interval: env.USAGE_INTERVAL_MS },
    logLevel: env.LOG_LEVEL,
  };
}

function readSubgraphUrls(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const urls: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith(subgraphUrlPrefix) && value)
      urls[name.slice(subgraphUrlPrefix.length)] = value;
  }
  return urls;
}

/** Browsers send neither paths nor the scheme's own port; a page within an app may have a scheme of its own. */
function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { origin, protocol, host } = new URL(value);
  return value === (origin === 'null' && host !== '' ? `${protocol}//${host}` : origin);
}

function isAddressOrNetwork(value: string): boolean {
  try {
    proxyAddr.compile([value]);
    return true;
  } catch {
    return false;
  }
}
