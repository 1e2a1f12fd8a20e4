import process from 'node:process';
import { runPull } from './pull-command.ts';

process.exitCode = await runPull({
  argv: process.argv.slice(2),
  directory: process.cwd(),
  target: process.env['USAGE_TARGET'],
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
});
