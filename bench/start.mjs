import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Gateways of two commits are compared without the peers.
const compares = process.argv.includes('--before');
const here = fileURLToPath(new URL('.', import.meta.url));
const installed = `${here}node_modules/.pnpm/lock.yaml`;
const current =
  existsSync(installed) &&
  readFileSync(installed, 'utf8') === readFileSync(`${here}pnpm-lock.yaml`, 'utf8');

// The peers are no part of the product's workspace: whoever never measures never downloads them.
if (!current && !compares) {
  process.stdout.write('Installing the peers\n');
  const pnpm = process.env.npm_execpath;
  const [command, args] = pnpm?.match(/\.[cm]?js$/)
    ? [process.execPath, [pnpm]]
    : [pnpm ?? 'pnpm', []];
  const { status } = spawnSync(command, [...args, 'install', '--frozen-lockfile'], {
    cwd: here,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}

import('tsx/esm/api')
  .then(({ register }) => {
    register();
    return import(compares ? './src/before/main.ts' : './src/main.ts');
  })
  .catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  });
