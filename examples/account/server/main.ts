import { z } from 'zod';
import { buildApp, dist } from '../tools/build.ts';
import { serveApp } from './serve.ts';

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  /** The gateway's endpoint as browsers reach it; the gateway has to name this server's origin in CORS_ORIGINS. */
  GRAPHQL_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:4000/graphql'),
  STORE: z.string().min(1).default('demo'),
});

const parsed = environment.safeParse(process.env);
if (!parsed.success) {
  for (const { path, message } of parsed.error.issues)
    process.stderr.write(`${path.join('.')}: ${message}\n`);
  process.exit(1);
}
const { HOST: host, PORT: port, GRAPHQL_URL: endpoint, STORE: store } = parsed.data;
await buildApp();
const server = await serveApp({ dist, host, port, endpoint, store });
process.stdout.write(`Account ready  ${server.origin}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop());
