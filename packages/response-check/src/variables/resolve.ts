import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Seed } from '../seed.ts';
import type { Variables } from './generate.ts';

/** Where the values of one side come from. */
export interface Sources {
  readonly seed: Seed;
  /** The latest data of each operation so far, by its name. */
  readonly responses: ReadonlyMap<string, unknown>;
  readonly mailDir: string;
  /** The operation's name. */
  readonly operation: string;
}

const mail = z.object({ kind: z.string(), token: z.string() });

/**
 * Puts values in place of references: `$seed.order.0`, `$response.HoldPoints.holdPoints.id`, `$mail.verify-email` for the token in
 * the latest mail of that kind, `$cursor.endCursor` for the one in the operation's own last response. What is not there becomes a text that nothing has.
 */
export async function resolveVariables(variables: Variables, sources: Sources): Promise<Variables> {
  const resolve = async (value: unknown): Promise<unknown> => {
    if (typeof value === 'string' && value.startsWith('$'))
      return (await referred(value.slice(1), sources)) ?? 'not there';
    if (Array.isArray(value)) return Promise.all(value.map(resolve));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(async ([key, item]) => [key, await resolve(item)]);
    return Object.fromEntries(await Promise.all(entries)) as Variables;
  };
  return (await resolve(variables)) as Variables;
}

async function referred(reference: string, sources: Sources): Promise<unknown> {
  const [source, ...rest] = reference.split('.');
  if (source === 'seed') return at(sources.seed, rest);
  if (source === 'mail') return mailedToken(sources.mailDir, rest.join('.'));
  if (source === 'cursor') return within(sources.responses.get(sources.operation), rest.join('.'));
  const [operation = '', ...path] = rest;
  return source === 'response' ? at(sources.responses.get(operation), path) : undefined;
}

function at(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return at((value as Record<string, unknown>)[key], rest);
}

/** The first value of that name, however deep. */
function within(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const own = at(value, [name]);
  if (own !== undefined) return own;
  return Object.values(value).reduce<unknown>(
    (found, item) => found ?? within(item, name),
    undefined,
  );
}

async function mailedToken(folder: string, kind: string): Promise<string | undefined> {
  // Their names begin with the time.
  for (const name of (await readdir(folder)).toSorted().toReversed()) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '{}');
    const parsed = name.endsWith('.json') ? mail.safeParse(JSON.parse(text)) : undefined;
    if (parsed?.data?.kind === kind) return parsed.data.token;
  }
  return undefined;
}
