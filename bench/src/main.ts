import process from 'node:process';
import { runBenchmark } from './benchmark.ts';
import { readOptions } from './options.ts';
import { writeReport } from './report/write.ts';

if (process.platform !== 'linux') {
  process.stderr.write('The benchmark reads CPU times from /proc, which only Linux has.\n');
  process.exit(1);
}
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
try {
  const options = readOptions();
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const result = await runBenchmark(options, say, stopping.signal);
  say(await writeReport(result, options));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}
