import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import {
  importsFollowTheRules,
  providerNamesNoConsumer,
  servicesDependOnPackagesOnly,
} from './architecture.ts';

/**
 * Everything that is checked apart from tests, as many at once as there are cores and the longest first. All checks run; the
 * exit code is 1 when one fails.
 */

const root = path.resolve(import.meta.dirname, '..');

type Check = () => Promise<string>;

/** A command of a development dependency; its output is the finding when it fails. */
const command =
  (name: string, ...args: string[]): Check =>
  () =>
    new Promise((resolve, reject) => {
      const file = path.join(root, 'node_modules/.bin', name);
      const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      child.stdout.on('data', (text: Buffer) => (output += text.toString()));
      child.stderr.on('data', (text: Buffer) => (output += text.toString()));
      child.on('error', reject);
      child.on('close', (code) =>
        resolve(code === 0 ? '' : output || `${name} ended with ${code}`),
      );
    });

const rule =
  (violations: (root: string) => Promise<string[]>): Check =>
  async () =>
    (await violations(root)).join('\n');

const checks: Record<string, Check> = {
  lint: command('eslint', '.'),
  types: command('tsc', '-p', 'tsconfig.json'),
  'types of the account area': command('tsc', '-p', 'examples/account'),
  format: command('prettier', '--check', '--log-level', 'warn', '.'),
  'imports follow the architecture': rule(importsFollowTheRules),
  'services depend on packages only': rule(servicesDependOnPackagesOnly),
  'the core module names no consumer': rule(providerNamesNoConsumer),
  'unused code and dependencies': command('knip'),
  composition: command('tsx', 'gateway/src/compose.ts', '--check'),
  'schema check': command('tsx', 'packages/schema-check/src/main.ts', '--base', 'HEAD'),
};

let failed = 0;
const waiting = Object.entries(checks);

async function work(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [name, check] = next;
    const findings = await check();
    process.stdout.write(`${findings === '' ? 'ok    ' : 'FAILED'}  ${name}\n`);
    if (findings === '') continue;
    failed += 1;
    process.stdout.write(`${findings}\n`);
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
process.exitCode = failed > 0 ? 1 : 0;
