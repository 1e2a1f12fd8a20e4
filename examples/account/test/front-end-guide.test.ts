import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { root } from '../tools/generate.ts';

const run = promisify(execFile);
const guide = path.join(root, '../../docs/front-end.md');

/** What `npm create vite@latest -- --template react-ts` makes, apart from looks. */
const emptyProject = {
  'package.json': JSON.stringify({ name: 'my-shop', private: true, type: 'module' }),
  'index.html': '<div id="root"></div><script type="module" src="/src/main.tsx"></script>',
  'vite.config.ts': `import { defineConfig } from 'vite'
import react from '@vitejs/plugin-react'
export default defineConfig({ plugins: [react()] })`,
  'src/main.tsx': `import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import App from './App.tsx'
createRoot(document.getElementById('root')!).render(<StrictMode><App /></StrictMode>)`,
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'es2023',
      lib: ['ES2023', 'DOM'],
      module: 'esnext',
      types: ['vite/client'],
      skipLibCheck: true,
      moduleResolution: 'bundler',
      allowImportingTsExtensions: true,
      verbatimModuleSyntax: true,
      moduleDetection: 'force',
      noEmit: true,
      jsx: 'react-jsx',
      strict: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      erasableSyntaxOnly: true,
      noFallthroughCasesInSwitch: true,
    },
    include: ['src', 'codegen.ts', 'vite.config.ts'],
  }),
};

test('an empty Vite project that follows the guide to the letter generates, checks and builds', async () => {
  const text = await readFile(guide, 'utf8');
  const files = [...text.matchAll(/^```\w+ file=(\S+)\n(.*?)^```$/gms)];
  expect(files.map(([, name]) => name)).toContain('src/App.tsx');
  const folder = await mkdtemp(path.join(tmpdir(), 'front-end-guide-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const write = async (name: string, content: string) => {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  };
  for (const [name, content] of Object.entries(emptyProject)) await write(name, content);
  for (const [, name = '', content = ''] of files) await write(name, content);

  // Instead of from the registry, the packages come from this workspace; it has to have all that the guide installs.
  const installed = [...text.matchAll(/^npm install (?:-D )?(.*)$/gm)];
  const packages = installed.flatMap(([, names = '']) => names.split(' '));
  expect(packages).toContain('@apollo/client');
  const manifest = await readFile(path.join(root, 'package.json'), 'utf8');
  for (const name of packages) expect(manifest).toContain(`"${name}"`);
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  expect(text).toContain('cp ../customer-graph/gateway/api.graphql schema.graphql');
  await cp(path.join(root, '../../gateway/api.graphql'), path.join(folder, 'schema.graphql'));

  const command = async (name: string, ...args: string[]) => {
    const file = path.join(root, 'node_modules/.bin', name);
    const { stdout, stderr, code } = await run(file, args, { cwd: folder }).then(
      (output) => ({ ...output, code: 0 }),
      (error: { stdout: string; stderr: string; code: number }) => error,
    );
    expect(code, stdout + stderr).toBe(0);
    return stdout;
  };
  expect(text).toContain('npx graphql-codegen');
  await command('graphql-codegen');
  await command('tsc', '-p', '.');
  expect(await command('vite', 'build')).toContain('built in');
}, 120_000);
