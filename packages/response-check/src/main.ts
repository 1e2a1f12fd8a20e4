import process from 'node:process';
import { runCommand } from './command.ts';

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => stopping.abort());

const code = await runCommand({
  argv: process.argv.slice(2),
  directory: process.cwd(),
  signal: stopping.signal,
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
});
// Configurations that were loaded, and code of both sides, may keep timers.
process.exit(code);
