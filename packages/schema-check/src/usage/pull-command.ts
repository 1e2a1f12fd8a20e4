import { realpath, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CouldNotRun } from '../could-not-run.ts';
import { repositoryRoot } from '../git.ts';
import { folderOfConfig, loadConfig } from '../load-config.ts';
import { count, firstLine } from '../text.ts';
import { mergeCounts } from './merge-counts.ts';
import { readCounts } from './read-counts.ts';
import { printUsageFile } from './usage-file.ts';

const pullUsage = `Usage: usage:pull [--from <folder or postgres:// URL>]… [--out FILE]

Writes what gateways have counted into the file that schema-check.config names, for the schema check to judge by.
Without --from it reads what USAGE_TARGET names. Exit code: 0 written, 2 the counts cannot be used.
`;

export interface PullOptions {
  argv: string[];
  directory: string;
  /** What is read without `--from`. */
  target?: string | undefined;
  today?: Date;
  print: (text: string) => void;
  complain: (text: string) => void;
}

/** @returns the exit code */
export async function runPull(options: PullOptions): Promise<0 | 2> {
  try {
    options.print(await pull(options));
    return 0;
  } catch (error) {
    const sentence =
      error instanceof CouldNotRun
        ? error.message
        : `an unexpected fault stopped the command: ${firstLine(error)}.`;
    options.complain(`usage pull: ${sentence}\n`);
    return 2;
  }
}

async function pull({ argv, directory, target, today = new Date() }: PullOptions): Promise<string> {
  const { help, from = target ? [target] : [], out } = parse(argv);
  if (help) return pullUsage;
  if (from.length === 0)
    throw new CouldNotRun('name where the gateways write: --from, or USAGE_TARGET; see --help.');
  const root = await repositoryRoot(directory);
  const folder = folderOfConfig(root, await realpath(directory));
  const config = folder === undefined ? undefined : await loadConfig(join(root, folder));
  if (folder === undefined || !config?.usage)
    throw new CouldNotRun('schema-check.config has no usage: { graph }; see the guide.');
  const found = (
    await Promise.all(from.map((each) => readCounts(isUrl(each) ? each : resolve(directory, each))))
  ).flat();
  const usage = mergeCounts(found, { ...config.usage, today });
  const file = out === undefined ? join(root, folder, config.usage.file) : resolve(directory, out);
  await write(file, printUsageFile(usage));
  const [first, last] = [usage.recorded[0]?.[0], usage.recorded.at(-1)?.[1]];
  return `${file}: ${count(usage.operations.length, 'operation')}, recorded from ${first} to ${last}.\n`;
}

const isUrl = (target: string): boolean => /^postgres(?:ql)?:\/\//.test(target);

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv.filter((argument) => argument !== '--'),
      options: {
        from: { type: 'string', multiple: true },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new CouldNotRun(`${firstLine(error)}; see --help.`);
  }
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(`${file}.tmp`, text);
    await rename(`${file}.tmp`, file);
  } catch (error) {
    throw new CouldNotRun(`the usage cannot be written to ${file}: ${firstLine(error)}.`);
  }
}
