import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Repository, check } from './repository.ts';

let repository: Repository;
beforeEach(() => {
  repository = new Repository();
});
afterEach(() => repository.remove());

const approval = (expires: string) =>
  JSON.stringify({
    approvals: [{ id: 'field-removed:Customer.phone', reason: 'nobody has used it', expires }],
  });

const causes: { cause: string; prepare: () => void; argv?: string[]; sentence: RegExp }[] = [
  {
    cause: 'an unknown ref',
    prepare: () => undefined,
    argv: ['--base', 'no-such-branch'],
    sentence: /git does not know the ref «no-such-branch»; try git fetch/,
  },
  {
    cause: 'a ref that looks like an option',
    prepare: () => undefined,
    argv: ['--base=--all'],
    sentence: /git does not know the ref «--all»/,
  },
  {
    cause: 'no branch to compare with',
    prepare: () => repository.git('branch', '--move', 'trunk'),
    argv: [],
    sentence: /no merge base with «main».*--base <git ref>/,
  },
  {
    cause: 'no configuration',
    prepare: () => rmSync(join(repository.directory, 'schema-check.config.json')),
    sentence:
      /has none of schema-check.config.ts, schema-check.config.mjs and schema-check.config.json/,
  },
  {
    cause: 'two configurations',
    prepare: () => repository.write('schema-check.config.mjs', 'export default {};'),
    sentence: /two configurations, schema-check.config.mjs and schema-check.config.json; keep one/,
  },
  {
    cause: 'a configuration that is not JSON',
    prepare: () => repository.replace('schema-check.config.json', '{', '{{'),
    sentence: /schema-check.config.json cannot be loaded: .*JSON/,
  },
  {
    cause: 'a configuration without any subgraph',
    prepare: () => repository.write('schema-check.config.json', '{"subgraphs": []}'),
    sentence: /subgraphs: must name at least one subgraph, unless there is a graph/,
  },
  {
    cause: 'a graph that is not there',
    prepare: () => repository.write('schema-check.config.json', '{"graph": "graph.json"}'),
    sentence: /names graph.json as the graph, but there is no such file.*--write-graph/,
  },
  {
    cause: 'a graph of another form',
    prepare: () => {
      repository.write('graph.json', '{"subgraphs": []}');
      repository.write('schema-check.config.json', '{"graph": "graph.json"}');
    },
    sentence: /graph.json is not a graph as --write-graph writes it: format: /,
  },
  {
    cause: 'a graph with two subgraphs of one name',
    prepare: () => {
      const twice = { name: 'a', url: '', sdl: 'type Query { a: Int }' };
      const graph = { format: 'schema-check-graph', version: 1, subgraphs: [twice, twice] };
      repository.write('graph.json', JSON.stringify(graph));
      repository.write('schema-check.config.json', '{"graph": "graph.json"}');
    },
    sentence: /graph.json has two subgraphs that are called «a»/,
  },
  {
    cause: 'two subgraphs of one name',
    prepare: () =>
      repository.replace('schema-check.config.json', '"name": "loyalty"', '"name": "orders"'),
    sentence: /schema-check.config.json.*subgraphs\.2\.name: two subgraphs are called «orders»/,
  },
  {
    cause: 'an unknown key and an unknown rule in the configuration',
    prepare: () =>
      repository.replace(
        'schema-check.config.json',
        '"lint":',
        '"severities": {"x": "off"}, "lnt": 1, "lint":',
      ),
    sentence: /lnt.*severities|severities.*lnt|lnt/,
  },
  {
    cause: 'a subset of an unknown subgraph',
    prepare: () => repository.replace('schema-check.config.json', '["customers"],', '["billing"],'),
    sentence: /architecture\.subsets\.0: names the subgraph «billing», which is not in subgraphs/,
  },
  {
    cause: 'a schema file that is not there',
    prepare: () => rmSync(join(repository.directory, 'subgraphs/loyalty.graphql')),
    sentence: /subgraphs\/loyalty.graphql as the schema of «loyalty», but there is no such file/,
  },
  {
    cause: 'an operation file that does not parse',
    prepare: () =>
      repository.replace(
        'operations/account.graphql',
        'query AccountPage {',
        'query AccountPage {{',
      ),
    sentence: /operations\/account.graphql:6:20 does not parse: Syntax Error/,
  },
  {
    cause: 'a manifest whose document does not parse',
    prepare: () =>
      repository.replace(
        'operations/app.manifest.json',
        'query PointsScreen {',
        'query PointsScreen',
      ),
    sentence: /operations\/app.manifest.json:6 does not parse/,
  },
  {
    cause: 'a manifest of an unknown form',
    prepare: () => repository.write('operations/app.manifest.json', '{"queries": []}'),
    sentence: /app.manifest.json is not a manifest of persisted documents/,
  },
  {
    cause: 'an expired approval',
    prepare: () => repository.write('schema-check.approvals.json', approval('2020-02-29')),
    sentence: /expired approvals: field-removed:Customer.phone \(2020-02-29\)/,
  },
  {
    cause: 'an approval without a day that exists',
    prepare: () => repository.write('schema-check.approvals.json', approval('2030-02-31')),
    sentence: /approvals\.0\.expires: must be a day/,
  },
  {
    cause: 'an unknown option',
    prepare: () => undefined,
    argv: ['--fromat', 'json'],
    sentence: /Unknown option '--fromat'.*see --help/,
  },
  {
    cause: 'an unknown format',
    prepare: () => undefined,
    argv: ['--base', 'HEAD', '--format', 'xml'],
    sentence: /no format «xml»; there are text, json, md, sarif, github/,
  },
  {
    cause: 'a report file that cannot be written',
    prepare: () => undefined,
    argv: ['--base', 'HEAD', '--out', 'schema-check.config.json/report'],
    sentence: /schema-check.config.json\/report cannot be written/,
  },
  {
    cause: 'a subject that cannot be explained',
    prepare: () => undefined,
    argv: ['--base', 'HEAD', '--explain', 'nonsense'],
    sentence: /no finding and no rule called «nonsense»/,
  },
];

describe('the check could not run', () => {
  it.each(causes)(
    'because of $cause: one sentence and exit code 2',
    async ({ prepare, argv, sentence }) => {
      prepare();
      const { code, out, err } = await check(repository.directory, ...(argv ?? ['--base', 'HEAD']));
      expect(err).toMatch(sentence);
      expect(err.trim().split('\n')).toHaveLength(1);
      expect(err).not.toMatch(/^\s+at |node:internal/m);
      expect({ code, out }).toEqual({ code: 2, out: '' });
    },
  );

  it('outside of a git repository', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'schema-check-none-'));
    const { code, err } = await check(directory);
    rmSync(directory, { recursive: true });
    expect(err).toMatch(/is not inside a git repository; .* run it in a clone\.\n$/);
    expect(code).toBe(2);
  });

  it('in a shallow clone that lacks the base, and says how to get it', async () => {
    const first = repository.git('rev-parse', 'HEAD').trim();
    repository.write('README.md', 'more');
    repository.commit('More');
    const clone = join(repository.directory, 'clone');
    repository.git(
      'clone',
      '--quiet',
      '--depth=1',
      pathToFileURL(repository.directory).href,
      clone,
    );
    const { code, err } = await check(clone, '--base', first);
    expect(err).toMatch(/does not know the ref .* shallow clone: .*--unshallow .*fetch-depth: 0/);
    expect(code).toBe(2);
  });

  it('in a partial clone that cannot reach its remote, and says so', async () => {
    repository.git('config', 'uploadpack.allowFilter', 'true');
    repository.replace('subgraphs/loyalty.graphql', 'type', '# more\ntype');
    repository.commit('More');
    const clone = join(repository.directory, 'clone');
    const from = pathToFileURL(repository.directory).href;
    repository.git('clone', '--quiet', '--filter=blob:none', from, clone);
    repository.git('-C', clone, 'remote', 'set-url', 'origin', `${from}/nowhere`);
    const { code, err } = await check(clone, '--base', 'HEAD~1');
    expect(err).toMatch(
      /git cannot read the files of the base: .*; a partial clone has to fetch them/,
    );
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });
});
