import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A change of the sources that leaves every schema as it is. */
export interface Edit {
  /** What it does, as a commit's subject. */
  readonly subject: string;
  readonly file: string;
  /** Text of the file, once in it. */
  readonly find: string;
  readonly put: string;
}

/** A planted bug. */
export interface Bug extends Edit {
  /** Part of the id of a difference that shows it. */
  readonly shows: string;
}

/** @throws when the text is not in the file exactly once: the sources have moved on, and so must the edit */
export async function apply(tree: string, { subject, file, find, put }: Edit): Promise<void> {
  const whole = path.join(tree, file);
  const text = await readFile(whole, 'utf8');
  const parts = text.split(find);
  if (parts.length !== 2)
    throw new Error(
      `«${subject}» cannot be applied: its text is ${parts.length - 1} times in ${file}.`,
    );
  await writeFile(whole, parts.join(put));
}

const everything = ['customers', 'orders', 'loyalty', 'gateway'];

/** The processes that have to be started anew after a change of a file. */
export function processesOf(file: string): readonly string[] {
  const service = /^services\/([^/]+)\//.exec(file)?.[1];
  if (service !== undefined) return [service];
  return /^(gateway|packages\/(plan|operation)-executor)\//.test(file) ? ['gateway'] : everything;
}
