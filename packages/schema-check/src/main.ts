import process from 'node:process';
import { z } from 'zod';
import { runCommand } from './command.ts';

const environment = z.object({ GITHUB_STEP_SUMMARY: z.string().optional() }).parse(process.env);

process.exitCode = await runCommand({
  argv: process.argv.slice(2),
  directory: process.cwd(),
  stepSummary: environment.GITHUB_STEP_SUMMARY,
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
});
