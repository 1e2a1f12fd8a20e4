import { pino, type Logger } from 'pino';
import { ConfigError } from './config.ts';
import type { RunningService } from './server.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a service's entry file hands over. */
export interface ServiceEntry {
  readonly name: string;
  readonly start: (environment: Environment, log: Logger) => Promise<RunningService>;
  /** Commands that do one thing and end, by the word that follows the file name, such as `migrate`. */
  readonly commands: Readonly<
    Record<string, (environment: Environment, log: Logger, args: string[]) => Promise<number>>
  >;
}

const stopWithin = 9_000;

/** Runs a service as the process: environment, arguments, signals and exit codes are handled here and nowhere else. */
export async function runProcess({ name, start, commands }: ServiceEntry): Promise<void> {
  const log = pino({ name, level: process.env.LOG_LEVEL ?? 'info' });
  const [, , word, ...args] = process.argv;
  try {
    if (word !== undefined) {
      const command = commands[word];
      if (!command)
        throw new ConfigError(
          `unknown command ${word}; ${name} has: ${Object.keys(commands).join(', ')}`,
        );
      process.exitCode = await command(process.env, log, args);
      return;
    }
    const service = await start(process.env, log);
    log.info({ url: service.url }, 'listening');
    stopOnSignal(service, log);
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`${name}: ${error.message}\n`);
    else log.fatal({ err: error }, 'could not start');
    process.exit(1);
  }
}

function stopOnSignal(service: RunningService, log: Logger): void {
  const stop = () => {
    const late = setTimeout(() => process.exit(1), stopWithin);
    late.unref();
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
