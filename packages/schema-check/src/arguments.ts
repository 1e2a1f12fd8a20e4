import { parseArgs } from 'node:util';
import { CouldNotRun } from './could-not-run.ts';
import { type Format, formats, isFormat } from './formats/format.ts';
import { firstLine } from './text.ts';

export const usage = `Usage: schema-check [--base <git ref>] [--config-of-head] [--format ${formats.join('|')}] [--out FILE] [--explain <finding id or rule>] [--comment] [--write-operations FILE] [--write-graph FILE]

Judges the schemas in the working tree against a commit. Exit code: 0 nothing to fix, 1 findings, 2 could not run.
--config-of-head reads the base with the present configuration, where its own can no longer be loaded.
Several reports of one run: repeat --format, each with its --out.
--comment writes the report into one comment of the pull request, in GitHub Actions with GITHUB_TOKEN.
--write-operations writes the operations of this repository as a manifest, to be registered in the graph's repository.
--write-graph writes subgraphs and operations into one file, by which other repositories check themselves. Both write only what has no findings.
`;

export interface Arguments {
  base?: string | undefined;
  configOfHead: boolean;
  explain?: string | undefined;
  help: boolean;
  /** What to write where; without a file to standard output. */
  outputs: { format: Format; file?: string }[];
  comment: boolean;
  /** Files for other repositories. */
  writeOperations?: string | undefined;
  writeGraph?: string | undefined;
}

export function parseArguments(argv: string[]): Arguments {
  // pnpm hands on the `--` that separates its own arguments.
  const args = argv[0] === '--' ? argv.slice(1) : argv;
  const { values, tokens } = parse(args);
  return {
    base: values.base,
    configOfHead: values['config-of-head'] ?? false,
    explain: values.explain,
    help: values.help ?? false,
    comment: values.comment ?? false,
    writeOperations: values['write-operations'],
    writeGraph: values['write-graph'],
    outputs: outputsOf(
      tokens.flatMap((token) =>
        token.kind === 'option' && (token.name === 'format' || token.name === 'out')
          ? [{ name: token.name, value: token.value ?? '' }]
          : [],
      ),
    ),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      tokens: true,
      options: {
        base: { type: 'string' },
        'config-of-head': { type: 'boolean' },
        explain: { type: 'string' },
        format: { type: 'string', multiple: true },
        out: { type: 'string', multiple: true },
        comment: { type: 'boolean' },
        'write-operations': { type: 'string' },
        'write-graph': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new CouldNotRun(`${firstLine(error)}; see --help.`);
  }
}

/** A file belongs to the format before it; with one format and one file their order does not matter. */
function outputsOf(given: { name: string; value: string }[]): Arguments['outputs'] {
  const files = given.filter(({ name }) => name === 'out');
  const named = given.filter(({ name }) => name === 'format');
  if (named.length <= 1 && files.length <= 1) {
    const file = files[0]?.value;
    return [{ format: formatOf(named[0]?.value ?? 'text'), ...(file !== undefined && { file }) }];
  }
  const outputs: Arguments['outputs'] = [];
  for (const { name, value } of given) {
    const last = outputs.at(-1);
    if (name === 'format') outputs.push({ format: formatOf(value) });
    else if (last && last.file === undefined) last.file = value;
    else throw new CouldNotRun(`--out ${value} follows no --format of its own; see --help.`);
  }
  return outputs;
}

function formatOf(name: string): Format {
  if (isFormat(name)) return name;
  throw new CouldNotRun(`there is no format «${name}»; there are ${formats.join(', ')}.`);
}
