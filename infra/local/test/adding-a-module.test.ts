import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { importsFollowTheRules, servicesDependOnPackagesOnly } from '../../architecture.ts';
import { freePorts } from '../src/ports.ts';

/** Follows docs/adding-a-module.md in a copy of the tree. */

const root = path.resolve(import.meta.dirname, '../../..');
const module = 'services/subscriptions';
let copy: string;
let url: string;
let runner: ChildProcess;
let output = '';

interface Block {
  readonly file: string;
  /** A whole file, an entry for the end of a list, or a change of a file. */
  readonly kind: 'file' | 'entry' | 'change';
  readonly text: string;
}

async function blocksOf(document: string): Promise<Block[]> {
  const text = await readFile(path.join(root, document), 'utf8');
  const fences = text.matchAll(/^```(\w+) (\S+\/\S+)( \+)?\n([\s\S]*?)\n```$/gm);
  return [...fences].map(([, language, file = '', entry, block = '']) => {
    const kind = language === 'diff' ? 'change' : entry === undefined ? 'file' : 'entry';
    return { file, kind, text: block };
  });
}

/** What becomes of a text by a diff whose parts, parted by `@@`, each fit in one place only. */
function changed(before: string, diff: string): string {
  return diff.split('\n@@\n').reduce((text, part) => {
    const lines = part.split('\n');
    const without = (sign: string) =>
      lines
        .filter((line) => !line.startsWith(sign))
        .map((line) => `${line.slice(1)}\n`)
        .join('');
    const places = text.split(without('+'));
    expect(places, part).toHaveLength(2);
    return places.join(without('-'));
  }, before);
}

/** The commands of the document that make a file. */
async function commandsOf(document: string): Promise<string[]> {
  const text = await readFile(path.join(root, document), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)\n```$/gm)].map(([, block = '']) => block);
  return blocks.filter((block) => block.startsWith('sed '));
}

/** The tree without what is installed or generated; what is installed is shared. */
async function copyTree(): Promise<void> {
  const left = /(^|\/)(node_modules|generated|dist|\.data|\.cache|\.git|bench)(\/|$)/;
  const filter = (file: string) => !left.test(path.relative(root, file));
  await cp(root, copy, { recursive: true, filter });
  const parents = [
    '.',
    'gateway',
    'infra/local',
    'infra/pnpm',
    'infra/signing-proxy',
    'examples/account',
  ];
  for (const folder of ['services', 'packages']) {
    for (const name of await readdir(path.join(root, folder)))
      parents.push(path.join(folder, name));
  }
  for (const parent of parents) {
    await symlink(path.join(root, parent, 'node_modules'), path.join(copy, parent, 'node_modules'));
  }
}

async function follow(blocks: readonly Block[]): Promise<void> {
  for (const { file, kind, text } of blocks) {
    const target = path.join(copy, file);
    await mkdir(path.dirname(target), { recursive: true });
    const before = kind === 'file' ? '' : await readFile(target, 'utf8');
    const after = {
      file: () => `${text}\n`,
      entry: () => before.replace(/\];\s*$/, `${text}\n];\n`),
      change: () => changed(before, text),
    };
    await writeFile(target, after[kind]());
  }
  for (const line of await commandsOf('docs/adding-a-module.md'))
    await finished(spawn('sh', ['-c', line], { cwd: copy }));
  // What installing the package would do: everything it depends on, a consumer that is there already depends on too.
  await symlink(
    path.join(root, 'services/orders/node_modules'),
    path.join(copy, module, 'node_modules'),
  );
}

const command = (args: string[], environment: Record<string, string> = {}) =>
  spawn(process.execPath, args, {
    cwd: copy,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

function finished(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.on('data', (data: Buffer) => (text += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (text += data.toString()));
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => (code === 0 ? resolve(text.trim()) : reject(new Error(text))));
  });
}

beforeAll(async () => {
  copy = await mkdtemp(path.join(tmpdir(), 'adding-a-module-'));
  // As root, PostgreSQL runs under another account, which must be able to pass through.
  await chmod(copy, 0o711);
  await copyTree();
  await follow(await blocksOf('docs/adding-a-module.md'));
  await finished(command(['--import', 'tsx', 'gateway/src/compose.ts']));
  const port = await freePorts(6);
  url = `http://127.0.0.1:${port}`;
  runner = command(['infra/local/start.mjs'], {
    PORT: String(port),
    DATA_DIR: path.join(copy, '.data'),
    DEMO_DATA: '0',
    CUSTOMERS_STORES: JSON.stringify([{ id: 'demo', erasureWaitDays: 0 }]),
  });
  runner.stdout?.on('data', (data: Buffer) => (output += data.toString()));
  runner.stderr?.on('data', (data: Buffer) => (output += data.toString()));
  await vi.waitFor(() => expect(output).toContain('Ready '), { timeout: 400_000, interval: 500 });
}, 480_000);

afterAll(async () => {
  if (runner.exitCode === null) {
    const ended = new Promise((resolve) => runner.once('exit', resolve));
    runner.kill('SIGTERM');
    await ended;
  }
  await rm(copy, { recursive: true, force: true, maxRetries: 5 });
}, 60_000);

it('passes what is checked of types, style and architecture', { timeout: 600_000 }, async () => {
  const tool = (name: string, ...args: string[]) =>
    finished(spawn(path.join(copy, 'node_modules/.bin', name), args, { cwd: copy }));
  await finished(command(['--import', 'tsx', 'infra/generate.ts']));
  await tool('tsc', '-p', 'tsconfig.json');
  await tool('eslint', module);
  await tool('prettier', '--check', '--log-level', 'warn', module, 'gateway/subgraphs.ts');
  expect(await importsFollowTheRules(copy)).toEqual([]);
  expect(await servicesDependOnPackagesOnly(copy)).toEqual([]);
});

it('passes the tests of the deployments', { timeout: 600_000 }, async () => {
  const config = path.join(copy, 'deployments.config.ts');
  const include = 'infra/local/test/deployment*.test.ts';
  await writeFile(config, `export default { test: { include: ['${include}'], retry: 0 } };`);
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const args = ['run', '--config', config, '--root', copy, '--reporter', 'verbose'];
  const tests = await finished(command([vitest, ...args]));
  expect(tests).toContain('gives subscriptions an environment that it accepts');
});

it('touches nothing but the new module, the registry and the deployments', async () => {
  const blocks = await blocksOf('docs/adding-a-module.md');
  const outside = blocks.map(({ file }) => file).filter((file) => !file.startsWith(`${module}/`));
  const deployments = outside.filter((file) => file.startsWith('infra/'));
  expect(outside).toEqual(['gateway/subgraphs.ts', ...deployments]);
  expect(new Set(deployments).size).toBe(6);
  expect(blocks.length).toBeGreaterThan(15);
});

interface Answer {
  readonly data: Record<string, Record<string, unknown> | null>;
  readonly errors?: unknown;
}

const call =
  (headers: Record<string, string>) =>
  async (query: string, variables = {}): Promise<Answer> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };

async function staff() {
  const permissions = 'customers:read,customers:write,subscriptions:read,subscriptions:write';
  const args = ['--import', 'tsx', 'infra/local/src/token.ts', '--as', 'staff'];
  const token = await finished(
    command([...args, '--permissions', permissions], { DATA_DIR: path.join(copy, '.data') }),
  );
  return call({ authorization: `Bearer ${token}` });
}

it('gives customers a field of the new module, which has filled itself from the feed', async () => {
  const ask = await staff();
  const email = `${randomUUID()}@example.com`;
  const created = await ask(
    'mutation ($e: String!, $k: String!) { createCustomer(input: { email: $e, sendInvitation: false }, idempotencyKey: $k) { ... on CustomerPayload { customer { id } } } }',
    { e: email, k: randomUUID() },
  );
  const { id } = (created.data['createCustomer'] as { customer: { id: string } }).customer;
  const subscribe =
    'mutation ($id: ID!) { subscribe(customerId: $id, plan: "monthly") { __typename ... on Subscribed { plan } } }';
  const subscribed = await ask(subscribe, { id });
  expect(subscribed.data).toEqual({ subscribe: { __typename: 'Subscribed', plan: 'monthly' } });
  const read = await ask(
    'query ($ids: [ID!]) { customers(filter: { ids: $ids }) { edges { node { email subscriptions { plan } } } } }',
    { ids: [id] },
  );
  expect(read).toMatchObject({
    data: {
      customers: {
        edges: [{ node: { email, subscriptions: [{ plan: 'monthly' }] } }],
      },
    },
  });
  expect(read.errors).toBeUndefined();

  await ask(
    'mutation ($id: ID!) { setCustomerActive(id: $id, active: false, reason: "left") { __typename } }',
    { id },
  );
  await vi.waitFor(
    async () =>
      expect((await ask(subscribe, { id })).data).toEqual({
        subscribe: { __typename: 'CannotSubscribeError' },
      }),
    { timeout: 20_000, interval: 200 },
  );
}, 60_000);

it('takes part in exports and erasures, which are done when it has done its part', async () => {
  const email = `leaver-${randomUUID()}@example.com`;
  const anonymous = call({ 'x-store-id': 'demo' });
  const password = 'violet tractor under marble';
  await anonymous(
    'mutation ($e: String!, $p: String!) { registerCustomer(input: { email: $e, password: $p }) { __typename } }',
    { e: email, p: password },
  );
  const mails = path.join(copy, '.data/mail');
  const token = await vi.waitUntil(
    async () => {
      const files = await readdir(mails).catch((): string[] => []);
      const texts = await Promise.all(
        files.map((file) => readFile(path.join(mails, file), 'utf8').catch(() => '{}')),
      );
      const found = texts.find((text) => text.includes(email) && text.includes('verify-email'));
      return found && (JSON.parse(found) as { token: string }).token;
    },
    { timeout: 20_000, interval: 200 },
  );
  await anonymous('mutation ($t: String!) { verifyEmail(token: $t) { __typename } }', { t: token });
  const { data } = await anonymous(
    'mutation ($e: String!, $p: String!) { login(email: $e, password: $p) { ... on AuthSession { accessToken customer { id } } } }',
    { e: email, p: password },
  );
  const { accessToken, customer } = data['login'] as {
    accessToken: string;
    customer: { id: string };
  };
  const me = call({ authorization: `Bearer ${accessToken}` });
  const ask = await staff();
  await ask(
    'mutation ($id: ID!) { subscribe(customerId: $id, plan: "a plan of mine") { __typename } }',
    { id: customer.id },
  );
  const fields = '... on PrivacyRequest { id status document receipts { module status detail } }';
  const finishedRequest = async (mutation: string, who: typeof me, reader: typeof me) => {
    const { data: made } = await who(`mutation { made: ${mutation} { ${fields} } }`);
    const read = `{ privacyRequest(id: "${String(made['made']?.['id'])}") { ${fields} } }`;
    return vi.waitUntil(
      async () => {
        const found = (await reader(read)).data['privacyRequest'];
        return found?.['status'] === 'DONE' && found;
      },
      { timeout: 30_000, interval: 200 },
    );
  };
  const exported = await finishedRequest('requestMyDataExport', me, me);
  expect(JSON.parse(String(exported['document']))).toMatchObject({
    subscriptions: [{ plan: 'a plan of mine' }],
  });
  const erased = await finishedRequest(`requestMyErasure(password: "${password}")`, me, ask);
  expect(erased['receipts']).toContainEqual({
    module: 'subscriptions',
    status: 'DONE',
    detail: '1 removed',
  });
}, 90_000);
