import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sectionNames } from '../src/finding.ts';
import { type Outcome, Repository, check } from './repository.ts';

let repository: Repository;
beforeEach(() => {
  repository = new Repository();
});
afterEach(() => repository.remove());

const removePhone = () => {
  repository.ignoreDrift();
  repository.replace(
    'subgraphs/customers.graphql',
    '  email: String\n  emailVerified',
    '  emailVerified',
  );
};

describe('the command', () => {
  it('prints all nine sections and exits with 0 when nothing changed', async () => {
    const { code, out, err } = await check(repository.directory, '--base', 'HEAD');
    for (const name of sectionNames) expect(out).toMatch(new RegExp(`^✔ ${name} `, 'm'));
    expect(out).toMatch(/AccountPage: customers → \(loyalty ∥ orders\), depth 2 \(unchanged\)/);
    expect(out).toMatch(/Nothing to fix\.\n$/);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('names the place, the operations, the reason and the remedy of a finding, and exits with 1', async () => {
    removePhone();
    const { code, out } = await check(repository.directory, '--', '--base', 'HEAD');
    expect(out).toContain('✖ field-removed:Customer.email [BREAKING]');
    expect(out).toMatch(/subgraphs\/customers\.graphql:\d+:6/);
    expect(out).toMatch(/Operations: AccountPage \(operations\/account\.graphql:6:1\)/);
    expect(out).toMatch(
      /operation-broken:AccountPage:[0-9a-f]{8}\n +operations\/account\.graphql:9:5/,
    );
    expect(out).toMatch(/Why: Operations that name it are refused/);
    expect(out).toMatch(/Do: {2}Keep it and mark it @deprecated/);
    expect(code).toBe(1);
  });

  it('compares a branch with its merge base, so that newer work on main is not held against it', async () => {
    repository.git('checkout', '--quiet', '-b', 'topic');
    repository.git('checkout', '--quiet', 'main');
    repository.replace(
      'subgraphs/orders.graphql',
      '  recentOrders(',
      '  "How many."\n  orderTally: Int\n  recentOrders(',
    );
    repository.commit('More on main');
    repository.git('checkout', '--quiet', 'topic');
    const { code, out } = await check(repository.directory);
    expect(out).toMatch(/against merge base with main/);
    expect(out).toMatch(/✔ changes +the API is the same/);
    expect(code).toBe(0);
  });

  it('lets an approved finding pass and lists each use and each leftover', async () => {
    removePhone();
    const { out: before } = await check(repository.directory, '--base', 'HEAD', '--format', 'json');
    const { toFix }: { toFix: string[] } = JSON.parse(before);
    const entry = (id: string) => ({ id, reason: 'the app was withdrawn', expires: '2999-12-31' });
    const approvals = [...toFix, 'naming:Old.thing'].map(entry);
    repository.write('schema-check.approvals.json', JSON.stringify({ approvals }));
    const { code, out } = await check(repository.directory, '--base', 'HEAD');
    expect(out).toContain('field-removed:Customer.email [BREAKING] [approved]');
    expect(out).toMatch(
      /used {4}field-removed:Customer\.email, until 2999-12-31: the app was withdrawn/,
    );
    expect(out).toMatch(/unused {2}naming:Old\.thing, until 2999-12-31: take it out/);
    expect(code).toBe(0);
  });

  it('lets a change repair a base that neither composes nor parses', async () => {
    const good = repository.read('subgraphs/orders.graphql');
    const operations = repository.read('operations/account.graphql');
    repository.write('subgraphs/orders.graphql', 'type Query {');
    repository.write('operations/account.graphql', 'query {');
    repository.commit('Break');
    repository.write('subgraphs/orders.graphql', good);
    repository.write('operations/account.graphql', operations);
    const { code, out } = await check(repository.directory, '--base', 'HEAD');
    expect(out).toMatch(
      /Note: At the base, the operation file operations\/account\.graphql:1:8 does not parse/,
    );
    expect(out).toMatch(/– changes +not judged: the subgraphs of the base do not compose/);
    expect(out).toMatch(/✔ build/);
    expect(code).toBe(0);
  });

  it('explains a finding with an approval to paste, a rule without running, and a finding that is gone', async () => {
    removePhone();
    const finding = await check(
      repository.directory,
      '--base',
      'HEAD',
      '--explain',
      'field-removed:Customer.email',
    );
    expect(finding.out).toContain('"id":"field-removed:Customer.email"');
    expect(finding.code).toBe(1);
    const rule = await check('/', '--explain', 'requires-argument');
    expect(rule).toMatchObject({ code: 0, out: expect.stringMatching(/issue 2276/) });
    const gone = await check(
      repository.directory,
      '--base',
      'HEAD',
      '--explain',
      'key-removed:customers:Customer(id)',
    );
    expect(gone.out).toMatch(/^This change has no finding key-removed[^]*Keep the key\./);
  });

  it('writes several reports of one run, each to its file', async () => {
    const [json, sarif] = ['r/report.json', 'r/report.sarif'].map((file) =>
      join(repository.directory, file),
    );
    const { code, out } = await check(
      repository.directory,
      ...['--base', 'HEAD', '--format', 'json', '--out', `${json}`],
      ...['--format', 'sarif', '--out', `${sarif}`, '--format', 'md'],
    );
    expect(JSON.parse(readFileSync(`${json}`, 'utf8'))).toMatchObject({
      version: 1,
      exitCode: 0,
      toFix: [],
    });
    expect(JSON.parse(readFileSync(`${sarif}`, 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(out).toMatch(/^## Schema check against HEAD/);
    expect(code).toBe(0);
  });

  it('runs as a process on a TypeScript configuration whose registry is a module of its own', async () => {
    const config: { subgraphs: { name: string }[] } = JSON.parse(
      repository.read('schema-check.config.json'),
    );
    rmSync(join(repository.directory, 'schema-check.config.json'));
    repository.write(
      'registry.ts',
      `export const subgraphs = ${JSON.stringify(config.subgraphs)};\n`,
    );
    const rest = JSON.stringify({ ...config, subgraphs: undefined, architecture: {}, drift: {} });
    repository.write(
      'schema-check.config.ts',
      `import { subgraphs } from './registry.ts';\nexport default { ...${rest}, subgraphs } as const;\n`,
    );
    repository.write('package.json', '{"type": "module"}');
    repository.commit('Configure in TypeScript');
    expect(await runProcess('--base', 'HEAD')).toMatchObject({ code: 0, err: '' });
    const fewer = config.subgraphs.filter(({ name }) => name !== 'loyalty');
    repository.write('registry.ts', `export const subgraphs = ${JSON.stringify(fewer)};\n`);
    const { code, out } = await runProcess('--base', 'HEAD');
    expect(out).toContain('field-removed:Customer.loyalty [BREAKING]');
    expect(code).toBe(1);
  });

  it.each([
    ['does not parse', 'export default {{', /cannot be loaded: Transform failed .*ERROR: Expected/],
    ['exports nothing', 'export {};', /cannot be loaded: it has no default export\./],
  ])(
    'says in one sentence what is wrong with a TypeScript configuration that %s',
    async (...row) => {
      const [, text, sentence] = row;
      rmSync(join(repository.directory, 'schema-check.config.json'));
      repository.write('package.json', '{"type": "module"}');
      repository.write('schema-check.config.ts', text);
      const { code, err } = await runProcess('--base', 'HEAD');
      expect(err).toMatch(sentence);
      expect(err.trim().split('\n')).toHaveLength(1);
      expect(code).toBe(2);
    },
  );
});

/** The real process, as a package script starts it. */
function runProcess(...argv: string[]): Promise<Outcome> {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const args = ['--import', tsx, main, ...argv];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: repository.directory }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}
