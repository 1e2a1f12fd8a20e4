import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Arguments, parseArguments, usage } from './arguments.ts';
import { inspectRepository } from './check-repository.ts';
import type { Config } from './config.ts';
import { CouldNotRun } from './could-not-run.ts';
import { explainFinding, explainRule, unknownSubject } from './explain.ts';
import { render } from './formats/format.ts';
import { conclusion } from './formats/parts.ts';
import { graphFileOf, manifestOf } from './graph-file.ts';
import type { Project } from './project.ts';
import { type CommentTarget, commentOn } from './pull-request-comment.ts';
import { exitCodeOf, type Report } from './report.ts';
import { firstLine } from './text.ts';

export interface CommandOptions {
  argv: string[];
  directory: string;
  /** File to which the Markdown report is added with `--format github`. */
  stepSummary?: string | undefined;
  /** The pull request that this run is for; null when it is for none. */
  commentTarget?: () => Promise<CommentTarget | null>;
  print: (text: string) => void;
  complain: (text: string) => void;
}

/** The command: everything but the process around it. @returns the exit code: 0, 1 or 2 */
export async function runCommand(options: CommandOptions): Promise<0 | 1 | 2> {
  try {
    return await run(options);
  } catch (error) {
    const known = error instanceof CouldNotRun;
    const sentence = known
      ? error.message
      : `an unexpected fault stopped the check: ${firstLine(error)}.`;
    options.complain(`schema check: ${sentence}\n`);
    return 2;
  }
}

async function run(options: CommandOptions): Promise<0 | 1 | 2> {
  const { argv, directory, stepSummary, print } = options;
  const given = parseArguments(argv);
  const { base, configOfHead, explain, help, outputs } = given;
  const rule = explain === undefined ? undefined : explainRule(explain);
  if (help || rule !== undefined) {
    print(rule ?? usage);
    return 0;
  }
  const { report, head, config } = await inspectRepository({ directory, base, configOfHead });
  if (explain !== undefined) return explainOne(report, explain, print);
  for (const { format, file } of outputs) {
    if (format === 'github' && stepSummary) await appendFile(stepSummary, render(report, 'md'));
    if (file === undefined) print(render(report, format));
    else await write(resolve(directory, file), render(report, format));
  }
  if (given.comment) print(await comment(report, options));
  const code = exitCodeOf(report);
  for (const [file, text] of code === 0 ? filesForOthers(given, head, config) : [])
    await write(resolve(directory, file), text);
  if (outputs.every(({ file }) => file !== undefined)) print(`${conclusion(report)}\n`);
  return code;
}

/** The verdict does not hang on the comment, which a fork's token may not write. */
async function comment(report: Report, { commentTarget }: CommandOptions): Promise<string> {
  const target = (await commentTarget?.()) ?? null;
  const refused = target && (await commentOn(target, render(report, 'md')));
  return refused ? `::notice::No comment: ${refused}\n` : '';
}

/** Files by which repositories judge each other's changes. */
function filesForOthers(
  { writeOperations, writeGraph }: Arguments,
  head: Project,
  { graph }: Config,
): [file: string, text: string][] {
  const files: [file: string, text: string][] = [];
  const own = head.operations.filter(({ place }) => place.file !== graph);
  if (writeOperations !== undefined) files.push([writeOperations, manifestOf(own)]);
  if (writeGraph !== undefined) files.push([writeGraph, graphFileOf(head)]);
  return files;
}

function explainOne(report: Report, id: string, print: (text: string) => void): 0 | 1 {
  const [rule = ''] = id.split(':');
  const gone = explainRule(rule);
  const text =
    explainFinding(report, id) ?? (gone && `This change has no finding ${id}.\n\n${gone}`);
  if (text === undefined) throw new CouldNotRun(unknownSubject(id));
  print(text);
  return exitCodeOf(report);
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw new CouldNotRun(`${file} cannot be written: ${firstLine(error)}.`);
  }
}
