import { parseArgs } from 'node:util';
import { CouldNotRun } from '@customer-graph/schema-check';
import { type Format, formats, isFormat } from './formats/format.ts';

export const usage = `Usage: responses:check [--base <git ref>] [--format ${formats.join('|')}] [--out FILE]

Starts the graphs of a commit and of the working tree on copies of one database, sends every committed operation to both as
nobody, customer, staff and service, and reports where the responses differ; then again with mixed versions.
Exit code: 0 no difference, 1 differences, 2 could not run.
`;

export interface Arguments {
  readonly base?: string | undefined;
  readonly format: Format;
  readonly out?: string | undefined;
  readonly help: boolean;
}

/** @throws CouldNotRun */
export function parseArguments(argv: readonly string[]): Arguments {
  // pnpm hands on the `--` that separates its own arguments.
  const args = argv[0] === '--' ? argv.slice(1) : [...argv];
  const { base, format = 'text', out, help = false } = parse(args);
  if (isFormat(format)) return { base, format, out, help };
  throw new CouldNotRun(`there is no format «${format}»; there are ${formats.join(', ')}.`);
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    const help = { type: 'boolean', short: 'h' } as const;
    return parseArgs({ args, options: { base: text, format: text, out: text, help } }).values;
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new CouldNotRun(`${line.replace(/\.$/, '')}; see --help.`);
  }
}
