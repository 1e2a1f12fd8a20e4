import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Repository, check } from './repository.ts';

let repository: Repository;
beforeEach(() => {
  repository = new Repository();
  repository.ignoreDrift();
  repository.commit('Ignore drift');
});
afterEach(() => repository.remove());

const schema = 'subgraphs/customers.graphql';
const operations = 'operations/account.graphql';
const manifest = 'operations/app.manifest.json';
const field = '  email: String\n  emailVerified';

const place = (file: string) => join(repository.directory, file);
const pointer =
  'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n';

function link(file: string, target: string): void {
  mkdirSync(dirname(place(file)), { recursive: true });
  rmSync(place(file), { force: true, recursive: true });
  symlinkSync(target, place(file));
}

/** Moves the folder of a file into a repository of its own, which is then a submodule at the place of the folder. */
function intoSubmodule(folder: string): void {
  const home = join(repository.directory, '..', `${repository.directory}-module`);
  rmSync(home, { recursive: true, force: true });
  repository.git('-c', 'init.defaultBranch=main', 'init', '--quiet', home);
  repository.git('mv', folder, `${folder}-moved`);
  repository.git('--work-tree', place(`${folder}-moved`), '--git-dir', `${home}/.git`, 'add', '.');
  repository.git('-C', home, 'commit', '--quiet', '--message', 'Files');
  repository.git('-C', home, 'reset', '--quiet', '--hard');
  repository.git('rm', '-r', '--quiet', '--force', `${folder}-moved`);
  repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', home, folder);
}

const ways: { way: string; spoil: (file: string) => void; reason: RegExp }[] = [
  {
    way: 'a pointer of git-lfs',
    spoil: (file) => repository.write(file, pointer),
    reason: /is a pointer of git-lfs/,
  },
  {
    way: 'a link out of the repository',
    spoil: (file) => link(file, `${repository.directory}-outside.graphql`),
    reason: /a link (that leads out of the repository|to nothing)/,
  },
  {
    way: 'a link to nothing',
    spoil: (file) => link(file, 'gone.graphql'),
    reason: /a link to nothing/,
  },
  {
    way: 'a link to itself',
    spoil: (file) => link(file, file.split('/').at(-1) ?? ''),
    reason: /a link to nothing/,
  },
];

const cases = ways.flatMap(({ way, spoil, reason }) =>
  [schema, operations, manifest].map((file) => ({ way, file, spoil, reason })),
);

describe('what is there and cannot be read never counts as absent', () => {
  it.each(cases)('$file as $way, at the base', async ({ file, spoil, reason }) => {
    const [good, sdl] = [repository.read(file), repository.read(schema)];
    spoil(file);
    repository.commit('Spoil');
    rmSync(place(file));
    repository.write(file, good);
    repository.write(schema, sdl.replace(field, '  emailVerified'));
    const { code, err } = await check(repository.directory, '--base', 'HEAD');
    expect(err).toMatch(reason);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });

  it.each(ways)('a schema as $way, in the change', async ({ spoil }) => {
    spoil(schema);
    const { code, err } = await check(repository.directory, '--base', 'HEAD');
    expect(err).toContain(schema);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });

  it.each(['subgraphs', 'operations'])('%s in a submodule that is not here', async (folder) => {
    intoSubmodule(folder);
    repository.commit('Move');
    const clone = place('clone');
    repository.git('clone', '--quiet', repository.directory, clone);
    const { code, err } = await check(clone, '--base', 'HEAD');
    expect(err).toMatch(/submodule .*git submodule update --init/);
    expect(code).toBe(2);
  });
});

describe('what can be read another way is read', () => {
  it('through links inside the repository, to files and to folders', async () => {
    repository.git('mv', schema, 'customers.sdl');
    repository.git('mv', 'operations', 'documents');
    link(schema, '../customers.sdl');
    link('operations', 'documents');
    repository.commit('Link');
    repository.replace('customers.sdl', field, '  emailVerified');
    const { code, out } = await check(repository.directory, '--base', 'HEAD');
    expect(out).toContain('field-removed:Customer.email [BREAKING]');
    expect(code).toBe(1);
  });

  it('in a submodule, whatever its folder is called', async () => {
    repository.git('mv', 'operations', 'operations.js');
    repository.replace('schema-check.config.json', 'operations/**/', 'operations.js/**/');
    repository.commit('Rename');
    intoSubmodule('operations.js');
    repository.commit('Move');
    repository.replace(schema, field, '  emailVerified');
    const { code, out } = await check(repository.directory, '--base', 'HEAD');
    expect(out).toContain('field-removed:Customer.email [BREAKING]');
    expect(code).toBe(1);
  });

  it('with a byte order mark, and where a file has nothing but comments', async () => {
    for (const file of [schema, operations, manifest, 'schema-check.config.json'])
      repository.write(file, `\uFEFF${repository.read(file)}`);
    repository.write('operations/later.graphql', '# to come\n');
    const { code, out } = await check(repository.directory, '--base', 'HEAD');
    expect(out).toMatch(/✔ changes +the API is the same/);
    expect(code).toBe(0);
  });

  it('from a configuration in a folder of its own', async () => {
    const files = ['subgraphs', 'operations', 'schema-check.config.json'];
    mkdirSync(place('graph'));
    for (const file of files) repository.git('mv', file, `graph/${file}`);
    repository.commit('Move');
    repository.replace(`graph/${schema}`, field, '  emailVerified');
    const { code, out } = await check(place('graph/subgraphs'), '--base', 'HEAD');
    expect(out).toContain('field-removed:Customer.email [BREAKING]');
    expect(code).toBe(1);
  });
});

describe('the registry of the base', () => {
  const registry = (names: string[]) =>
    `export const subgraphs = ${JSON.stringify(names.map((name) => ({ name, schema: `subgraphs/${name}.graphql` })))};`;

  function useWorkspacePackage(): void {
    const config: object = JSON.parse(repository.read('schema-check.config.json'));
    const rest = JSON.stringify({ ...config, subgraphs: undefined, architecture: {} });
    repository.write(
      'schema-check.config.ts',
      `import { subgraphs } from '@shop/registry';\nexport default { ...${rest}, subgraphs };`,
    );
    rmSync(place('schema-check.config.json'));
    mkdirSync(place('packages/registry'), { recursive: true });
    mkdirSync(place('node_modules/@shop'), { recursive: true });
    repository.write('.gitignore', 'node_modules\n');
    repository.write(
      'packages/registry/package.json',
      '{"name":"@shop/registry","type":"module","exports":"./index.js"}',
    );
    repository.write('packages/registry/index.js', registry(['customers', 'orders', 'loyalty']));
    link('node_modules/@shop/registry', '../../packages/registry');
    repository.commit('Share the registry');
  }

  it('is its own, also where it comes from a package of the same repository', async () => {
    useWorkspacePackage();
    repository.write('packages/registry/index.js', registry(['customers', 'orders']));
    const { code, out, err } = await check(repository.directory, '--base', 'HEAD');
    expect(err).toBe('');
    expect(out).toContain('type-removed:LoyaltyAccount');
    expect(code).toBe(1);
  });

  it('that cannot be loaded stops the check, unless the present one may stand in', async () => {
    useWorkspacePackage();
    repository.replace('schema-check.config.ts', '@shop/registry', '@shop/other');
    repository.commit('Import what is not there');
    repository.replace('schema-check.config.ts', '@shop/other', '@shop/registry');
    const { code, err } = await check(repository.directory, '--base', 'HEAD');
    expect(err).toMatch(/at the base, schema-check.config.ts cannot be loaded: .*--config-of-head/);
    expect(code).toBe(2);
    const again = await check(repository.directory, '--base', 'HEAD', '--config-of-head');
    expect(again).toMatchObject({ code: 0, err: '' });
  });
});

it('lets no change pass unjudged because the base does not compose either', async () => {
  repository.replace('subgraphs/orders.graphql', 'type Query {', 'type Query {\n  lost: Missing');
  repository.commit('Break');
  repository.replace(schema, field, '  emailVerified');
  const { code, out } = await check(repository.directory, '--base', 'HEAD');
  expect(out).toMatch(/✖ build/);
  expect(code).toBe(1);
});
