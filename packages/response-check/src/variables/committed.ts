import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CouldNotRun } from '@customer-graph/schema-check';
import { z } from 'zod';
import type { Variables } from './generate.ts';

const file = z.record(z.string(), z.array(z.record(z.string(), z.unknown())));

/** What a repository says to send besides what is generated, by operation: `orders.variables.json` beside `orders.graphql`. */
export async function committedVariables(
  root: string,
  operationFile: string,
): Promise<Readonly<Record<string, readonly Variables[]>>> {
  const { dir, name } = path.parse(operationFile);
  const own = path.join(dir, `${name}.variables.json`);
  const text = await readFile(path.join(root, own), 'utf8').catch(() => undefined);
  if (text === undefined) return {};
  try {
    return file.parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new CouldNotRun(`${own} does not list sets of variables by operation: ${reason}.`);
  }
}
