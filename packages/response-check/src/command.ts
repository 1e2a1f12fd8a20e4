import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CouldNotRun } from '@customer-graph/schema-check';
import { parseArguments, usage } from './arguments.ts';
import { checkResponses } from './check.ts';
import { render } from './formats/format.ts';
import { conclusion, exitCodeOf } from './report.ts';

export interface CommandOptions {
  readonly argv: readonly string[];
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
}

/** The command: everything but the process around it. @returns the exit code: 0, 1 or 2 */
export async function runCommand(options: CommandOptions): Promise<0 | 1 | 2> {
  const { signal, complain } = options;
  try {
    return await run(options);
  } catch (error) {
    complain(
      `response check: ${signal.aborted ? 'stopped before it had a verdict.' : sentence(error)}\n`,
    );
    return 2;
  }
}

async function run({ argv, directory, signal, print, complain }: CommandOptions): Promise<0 | 1> {
  const { base, format, out, help } = parseArguments(argv);
  if (help) {
    print(usage);
    return 0;
  }
  const onLine = (line: string) => complain(`${line}\n`);
  const report = await checkResponses({ directory, base, signal, onLine });
  const text = render(report, format);
  if (out === undefined) print(text);
  else {
    await writeFile(path.resolve(directory, out), text).catch((error: unknown) => {
      throw new CouldNotRun(`the report cannot be written to ${out}: ${String(error)}.`);
    });
    print(`${conclusion(report)}\n`);
  }
  return exitCodeOf(report);
}

function sentence(error: unknown): string {
  if (error instanceof CouldNotRun) return error.message;
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return `an unexpected error stopped the check: ${line.replace(/\.$/, '')}.`;
}
