import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from '../src/command.ts';

let folder: string;
let repository: string;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    cwd: repository,
  });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'responses-'));
  repository = path.join(folder, 'repository');
  await mkdir(repository);
  const config = { subgraphs: [{ name: 'one', schema: 'one.graphql' }] };
  await writeFile(path.join(repository, 'schema-check.config.json'), JSON.stringify(config));
  await writeFile(path.join(repository, 'pnpm-lock.yaml'), 'importers: {}\n');
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Begin');
});
afterAll(() => rm(folder, { recursive: true }));

async function outcomeOf(argv: readonly string[], directory = repository) {
  let said = '';
  const code = await runCommand({
    argv,
    directory,
    signal: new AbortController().signal,
    print: (text) => (said += text),
    complain: (text) => (said += text),
  });
  return { code, said };
}

it.each([
  ['a ref that git does not know', ['--base', 'nowhere'], /does not know the ref «nowhere»/],
  ['an option that there is not', ['--bass', 'main'], /--bass.*see --help/],
  ['a format that there is not', ['--format', 'pdf'], /no format «pdf»; there are text, json, md/],
  [
    'a base that has no graph to start',
    ['--base', 'main'],
    /base has no infra\/local\/src\/graph\.ts/,
  ],
])(
  'says in one sentence why it cannot run, and leaves nothing: %s',
  async (_name, argv, reason) => {
    const before = await leftovers();
    const { code, said } = await outcomeOf(argv);
    expect(code).toBe(2);
    expect(said).toMatch(reason);
    expect(said.match(/^response check: .*\.\n/gm)).toHaveLength(1);
    expect(await leftovers()).toEqual(before);
  },
);

it('refuses a folder outside of a repository', async () => {
  const { code, said } = await outcomeOf([], folder);
  expect(code).toBe(2);
  expect(said).toMatch(/not inside a git repository/);
});

it('refuses an approval that is over', async () => {
  const approval = {
    id: 'response:staff:A:data.a',
    reason: 'It was meant so',
    expires: '2020-01-01',
  };
  const file = path.join(repository, 'response-check.approvals.json');
  await writeFile(file, JSON.stringify({ approvals: [approval] }));
  const { code, said } = await outcomeOf(['--base', 'main']);
  await rm(file);
  expect(code).toBe(2);
  expect(said).toMatch(/expired approvals: response:staff:A:data\.a \(2020-01-01\)/);
});

const leftovers = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('response-check-'));
