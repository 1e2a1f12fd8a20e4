import process from 'node:process';
import { ConfigError, readConfig } from './config.ts';
import { createGateway } from './gateway.ts';

try {
  const gateway = await createGateway(readConfig(process.env));
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= gateway.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.stdout.write(`Gateway ready  ${gateway.url}\n`);
} catch (error) {
  fail(error);
}

function fail(error: unknown): never {
  const text = error instanceof Error ? error.message : String(error);
  const title =
    error instanceof ConfigError ? 'The environment cannot be used' : 'The gateway failed';
  process.stderr.write(`${title}:\n${text}\n`);
  process.exit(1);
}
