import { longestNotice } from '@customer-graph/stop';
import { trustedIssuerSchema } from '@customer-graph/trust';
import { z } from 'zod';

/** The environment does not describe a runnable service; `message` lists every fault, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** JSON text in an environment variable, checked against `schema`. */
export const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** The environment that every subgraph service reads; a service extends it by its own variables. */
export const subgraphEnvironment = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('production'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  /** How long the process still serves, as not ready, once it is to stop; 3 seconds in production, else none. */
  STOP_NOTICE_MS: z.coerce.number().int().min(0).max(longestNotice).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10),
  INTERNAL_SECRETS: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(z.string().min(32, 'each secret has at least 32 characters')).min(1)),
  TRUSTED_ISSUERS: json(z.array(trustedIssuerSchema).min(1)),
  TOKEN_AUDIENCE: z.string().min(1).default('customer-graph'),
  /** Base URL of an OpenTelemetry collector; no traces without. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
});
export type SubgraphConfig = z.output<typeof subgraphEnvironment>;

/** One store and its settings in this service. Its id appears in tokens and rows. */
export const storeId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);

/** Reads and checks the environment once. @throws ConfigError that names all faults together */
export function readEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): z.output<Schema> {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(faults.join('\n'));
}
