import process from 'node:process';
import { ConfigError, readConfig } from './config.ts';
import { createSigningProxy } from './proxy.ts';

try {
  const config = readConfig(process.env);
  const proxy = createSigningProxy(config);
  const stop = () => void proxy.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const url = await proxy.listen({ host: config.HOST, port: config.PORT });
  process.stdout.write(`Signing proxy ready  ${url}\n`);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`The environment cannot be used:\n${error.message}\n`);
  process.exitCode = 1;
}
