import { z } from 'zod';

/** The environment does not describe a runnable proxy; the message names every fault, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const required = z.string({
  error: ({ input }) => (input === undefined ? 'is needed' : undefined),
});

const subgraphs = required
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), z.url({ protocol: /^https?$/ })));

const environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4100),
  /** The first of the services' secrets is enough: it signs. */
  INTERNAL_SECRETS: required
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .pipe(z.array(z.string().min(32, 'has a secret of fewer than 32 characters')).min(1)),
  SUBGRAPHS: subgraphs,
  CLIENT_ADDRESS_HEADER: z.string().toLowerCase().optional(),
  TIMEOUT_MS: z.coerce.number().int().min(1).default(5_000),
  MAX_BODY: z.coerce.number().int().min(1).default(4_000_000),
});
export type Config = z.output<typeof environment>;

/** @throws ConfigError */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environment.safeParse(env);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new ConfigError(lines.join('\n'));
}
