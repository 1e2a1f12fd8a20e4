import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { version } from 'node:process';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { type Config, configSchema } from './config.ts';
import { CouldNotRun } from './could-not-run.ts';
import { firstLine } from './text.ts';

const fileNames = ['ts', 'mjs', 'json'].map((ending) => `schema-check.config.${ending}`);
const unknownExtension = 'ERR_UNKNOWN_FILE_EXTENSION';
const moduleShape = z.object({ default: z.unknown().optional() });

/**
 * The folder of the configuration that is nearest to `directory`, from the root of the repository; undefined without one.
 * A repository of many projects may have one for each.
 */
export function folderOfConfig(root: string, directory: string): string | undefined {
  for (let folder = relative(root, directory); ; folder = dirname(folder)) {
    if (fileNames.some((name) => existsSync(join(root, folder, name)))) return folder || '.';
    if (folder === '' || folder === '.') return undefined;
  }
}

/** A configuration that cannot be loaded here, which does not mean that it was wrong. */
export class NotLoaded extends CouldNotRun {}

/** The configuration in a folder; undefined when it has no such file. @throws NotLoaded, or CouldNotRun for a wrong one */
export async function loadConfig(root: string): Promise<Config | undefined> {
  const [name, second] = fileNames.filter((candidate) => existsSync(join(root, candidate)));
  if (name === undefined) return undefined;
  if (second !== undefined)
    throw new CouldNotRun(`there are two configurations, ${name} and ${second}; keep one.`);
  return parseConfig(await readRaw(join(root, name), name), name);
}

export function parseConfig(raw: unknown, name: string): Config {
  const result = configSchema.safeParse(raw);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    (issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`,
  );
  throw new CouldNotRun(`${name} is not a valid configuration: ${faults.join('; ')}.`);
}

async function readRaw(file: string, name: string): Promise<unknown> {
  try {
    if (file.endsWith('.json'))
      return JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''));
    const { default: config } = moduleShape.parse(await import(pathToFileURL(file).href));
    if (config === undefined) throw new Error('it has no default export');
    return config;
  } catch (error) {
    const unknown = error instanceof Error && 'code' in error && error.code === unknownExtension;
    const reason = unknown
      ? `Node ${version} does not run TypeScript; use Node 22.18 or newer, or write schema-check.config.mjs`
      : firstLine(error);
    const message = `${name} cannot be loaded: ${reason}.`;
    throw error instanceof SyntaxError ? new CouldNotRun(message) : new NotLoaded(message);
  }
}
