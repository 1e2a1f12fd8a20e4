import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { subgraphs } from '../gateway/subgraphs.ts';

/**
 * Rules of the architecture that an import graph does not show. Each answers the violations found below `root`, as
 * sentences that begin with the file.
 */

const here = path.resolve(import.meta.dirname, '..');
const cruiser = path.join(here, 'node_modules/.bin/depcruise');
const cruised = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(
      z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) }),
    ),
  }),
});

/** Imports against the rules of `.dependency-cruiser.cjs`. */
export async function importsFollowTheRules(root: string): Promise<string[]> {
  const config = path.join(here, '.dependency-cruiser.cjs');
  const args = [
    '--config',
    config,
    '--output-type',
    'json',
    'services',
    'gateway',
    'packages',
    'infra',
  ];
  const output = await new Promise<string>((resolve, reject) => {
    // The exit code counts violations; only an empty answer is a failure to run.
    execFile(cruiser, args, { cwd: root, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      stdout ? resolve(stdout) : reject(new Error(stderr, { cause: error })),
    );
  });
  const { totalCruised, violations } = cruised.parse(JSON.parse(output)).summary;
  // With a TypeScript that it cannot read, the tool looks at nothing and calls that a success.
  if (totalCruised === 0) return ['no module was looked at'];
  return violations.map(({ from, to, rule }) => `${from}: ${rule.name}: imports ${to}`);
}

const core = 'customers';
const manifest = z.object({
  name: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

/** A service that lists another service in its package.json could import it tomorrow. */
export async function servicesDependOnPackagesOnly(root: string): Promise<string[]> {
  const folders = await readdir(path.join(root, 'services'));
  const manifests = await Promise.all(
    folders.map(async (folder) => {
      const file = path.join('services', folder, 'package.json');
      const parsed: unknown = JSON.parse(await readFile(path.join(root, file), 'utf8'));
      return { file, ...manifest.parse(parsed) };
    }),
  );
  const services = new Set(manifests.map(({ name }) => name));
  return manifests.flatMap(({ file, dependencies, devDependencies }) =>
    Object.keys({ ...dependencies, ...devDependencies })
      .filter((name) => services.has(name))
      .map((name) => `${file}: a service must not depend on ${name}`),
  );
}

/** Uses of such words that name no consumer, as in "sort order". */
const innocent =
  /\border by\b|\b(sort|byte|commit|import|lock|any|same|wrong|this|that) order\b|in (the |an? |any |another |this )?order\b|\bendpoints?\b/gi;

/** The core module may not name a consumer anywhere: not in code, schema, tables, tests, documents or comments. */
export async function providerNamesNoConsumer(
  root: string,
  modules: readonly { readonly name: string; readonly words: readonly string[] }[] = subgraphs,
): Promise<string[]> {
  const provider = path.join('services', core);
  const words = modules.filter(({ name }) => name !== core).flatMap((module) => module.words);
  const consumerWords = new RegExp(`\\b(${words.join('|')})s?\\b`, 'gi');
  const entries = await readdir(path.join(root, provider), {
    recursive: true,
    withFileTypes: true,
  });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !/(^|\/)(node_modules|generated|dist)\//.test(file));
  const violations = await Promise.all(
    files.map(async (file) => {
      const lines = (await readFile(path.join(root, file), 'utf8')).split('\n');
      return lines.flatMap((line, index) => {
        const named = line.replace(innocent, '').match(consumerWords) ?? [];
        return named.map(
          (word) => `${file}:${index + 1}: the core module names a consumer: ${word}`,
        );
      });
    }),
  );
  return violations.flat();
}
