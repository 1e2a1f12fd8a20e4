import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Repository, check } from './repository.ts';

const run = promisify(execFile);
const here = fileURLToPath(new URL('../../..', import.meta.url));
const guide = readFileSync(join(here, 'docs/schema-checks-elsewhere.md'), 'utf8');
const home = mkdtempSync(join(tmpdir(), 'schema-check-elsewhere-'));
const release = join(home, 'release');
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** What the guide has in its blocks of a language below a heading, in their order. */
function blocks(heading: string, language: string): string[] {
  const section = guide.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^```(\w+)\n([^]*?)^```/gm)].flatMap(([, name, text = '']) =>
    name === language ? [text] : [],
  );
}

interface Outcome {
  code: number;
  out: string;
}

/** A block of the guide, as somebody would paste it into a shell. */
async function paste(script: string | undefined, directory: string, graph = ''): Promise<Outcome> {
  if (script === undefined) throw new Error('the guide has no such block');
  const path = (process.env['PATH'] ?? '')
    .split(':')
    .filter((folder) => !folder.includes('node_modules'))
    .join(':');
  const env = {
    ...{ PATH: path, HOME: home, RELEASE: release, GRAPH: graph, LC_ALL: 'C.UTF-8' },
    // Nothing has to be fetched, and nothing is.
    ...{ npm_config_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false' },
  };
  const running = run('bash', ['-e', '-c', script], { cwd: directory, env, timeout: 120_000 });
  return running.then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout + stderr }),
    (error: Error & { code?: number; stdout?: string; stderr?: string }) => ({
      code: error.code ?? -1,
      out: `${error.stdout}${error.stderr}`,
    }),
  );
}

/** A repository that knows nothing of this one. */
async function repositoryOf(name: string, files: Record<string, string | undefined>) {
  const directory = join(home, name);
  for (const [file, text] of Object.entries({ '.gitignore': 'node_modules\n', ...files })) {
    if (text === undefined) throw new Error(`the guide has no ${file}`);
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  }
  await paste('git init -q -b main . && npm init -y >/dev/null', directory);
  await commit(directory);
  return directory;
}

const commit = (directory: string) =>
  paste(
    'git add -A && git -c user.name=Test -c user.email=test@example.com commit -qm Work',
    directory,
  );

const replaceIn = (file: string, from: string, to: string) => {
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
};

beforeAll(async () => {
  const [script] = blocks("What the graph's repository provides", 'sh');
  expect(
    await paste(`export PATH=${dirname(process.execPath)}:$PATH\n${script}`, here),
  ).toMatchObject({ code: 0 });
}, 300_000);

describe('the package', () => {
  it('is one file with what belongs to it, and names the licence of all that is bundled', async () => {
    const [tarball] = readdirSync(release).filter((file) => file.endsWith('.tgz'));
    const { stdout } = await run('tar', ['tzf', join(release, tarball ?? '')]);
    expect(stdout.trim().split('\n').sort()).toEqual(
      [
        ...['LICENSE', 'README.md', 'THIRD-PARTY-LICENCES.md', 'config.schema.json'],
        ...['index.d.ts', 'package.json', 'schema-check.js', 'schema-checks.md'],
      ].map((file) => `package/${file}`),
    );
    const licences = await run('tar', [
      'xzOf',
      join(release, tarball ?? ''),
      'package/THIRD-PARTY-LICENCES.md',
    ]);
    const sections = licences.stdout.split(/^## /m).slice(1);
    expect(sections.length).toBeGreaterThan(20);
    const withoutText = sections.filter((section) => section.trim().split('\n').length < 3);
    expect(withoutText.map((section) => section.trim())).toEqual([]);
    expect(licences.stdout).toMatch(/@apollo\/composition [^\n]*\(Elastic-2\.0\)/);
  });
});

describe("a front end's repository", () => {
  it('checks its operations, and registers them so that the graph may not break them', async () => {
    const [install, judge, register] = blocks('A front end', 'sh');
    const operation = 'query Greeting { me { id firstName } }';
    const directory = await repositoryOf('web', {
      'src/greeting.ts': `const greeting = gql\`${operation}\`;\n`,
      'schema-check.config.mjs': blocks('A front end', 'js')[0],
    });
    expect(await paste(install, directory)).toMatchObject({ code: 0 });
    await commit(directory);
    expect(await paste(judge, directory)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/1 operation: 0 broken/),
    });

    const graph = new Repository();
    graph.ignoreDrift();
    await paste(register, directory, graph.directory);
    graph.commit('Register');
    graph.replace(
      'subgraphs/customers.graphql',
      '  firstName: String\n  lastName: String\n  phone: String\n  preferences',
      '  lastName: String\n  phone: String\n  preferences',
    );
    const { out } = await check(graph.directory, '--base', 'HEAD');
    graph.remove();
    expect(out).toMatch(
      /field-removed:Customer\.firstName \[BREAKING\][^]*Greeting \(operations\/web-3\.2\.json:/,
    );

    replaceIn(join(directory, 'src/greeting.ts'), 'firstName', 'givenName');
    rmSync(join(directory, 'web.json'));
    const broken = await paste(judge, directory);
    expect(broken.out).toMatch(/Cannot query field "givenName"[^]*src\/greeting\.ts:1/);
    expect(broken.code).toBe(1);
    expect(readdirSync(directory)).not.toContain('web.json');
  }, 300_000);
});

describe("a subgraph's repository", () => {
  it('checks its schema against the other subgraphs and the operations of all', async () => {
    const [install, judge] = blocks('A subgraph', 'sh');
    const directory = await repositoryOf('reviews', {
      'schema-check.config.json': blocks('A subgraph', 'json')[0],
      'schema.graphql': blocks('A subgraph', 'graphql')[0],
    });
    expect(await paste(install, directory)).toMatchObject({ code: 0 });
    await commit(directory);
    const good = await paste(judge, directory);
    expect(good).toMatchObject({ code: 0, out: expect.stringMatching(/4 subgraphs compose/) });
    expect(good.out).toMatch(/operations +\d{2,} operations: 0 broken/);

    const schema = join(directory, 'schema.graphql');
    replaceIn(schema, 'reviews: [Review!]', 'reviews: [Review!]!\n  "Again."\n  email: String');
    const clash = await paste(judge, directory);
    expect(clash.out).toMatch(/INVALID_FIELD_SHARING/);
    expect(clash.out).toContain('contributed-field-non-null:reviews:Customer.reviews');
    expect(clash.code).toBe(1);
  }, 300_000);
});
