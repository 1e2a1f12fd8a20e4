import { describe, expect, it } from 'vitest';
import { documentsOf } from './documents.ts';
import { parse, print } from './graphql.ts';
import { manifestDocuments } from './manifest.ts';
import { parseOperations } from './operation-source.ts';
import { operationsIn } from './read-operations.ts';

const source = (file: string, text: string) => ({ file, document: parseOperations(text, file) });

describe('operations', () => {
  it('take the fragments they reach from other files, and only those', () => {
    const [operation] = operationsIn([
      source('a.graphql', 'query A { me { ...Outer } }'),
      source(
        'b.graphql',
        'fragment Outer on U { ...Inner } fragment Inner on U { id } fragment Other on U { x }',
      ),
    ]);
    expect(operation?.document.definitions).toHaveLength(3);
    expect(operation?.text).not.toContain('Other');
  });

  it('prefer a fragment of their own file to a namesake elsewhere', () => {
    const operations = operationsIn([
      source('a.graphql', 'query A { me { ...F } } fragment F on U { own }'),
      source('b.graphql', 'query B { me { ...F } } fragment F on U { other }'),
    ]);
    expect(operations.map(({ text }) => /own|other/.exec(text)?.[0])).toEqual(['own', 'other']);
  });

  it('of a manifest take the fragment of their own entry, although others there have its name', () => {
    const entry = (name: string, field: string) => ({
      id: name,
      body: `query ${name} { me { ...F } } fragment F on U { ${field} }`,
    });
    const manifest = { operations: [entry('A', 'one'), entry('B', 'two')] };
    const operations = operationsIn(manifestDocuments(JSON.stringify(manifest), 'm.json'));
    const found = operations.map(({ text }) => /one|two/.exec(text)?.[0]);
    expect(found).toEqual(['one', 'two']);
  });

  it('outside of a manifest never take a fragment of one of its entries', () => {
    const body = 'query A { me { ...F } } fragment F on U { inside }';
    const manifest = { operations: [{ id: 'A', body }] };
    const operations = operationsIn([
      ...manifestDocuments(JSON.stringify(manifest), 'web/m.json'),
      source('f.graphql', 'fragment F on U { outside }'),
      source('web/q.graphql', 'query B { me { ...F } }'),
    ]);
    const found = operations.map(({ text }) => /inside|outside/.exec(text)?.[0]);
    expect(found).toEqual(['inside', 'outside']);
  });

  it('take the nearest of namesakes in the folders around them', () => {
    const fragment = (file: string, field: string) => source(file, `fragment F on U { ${field} }`);
    const query = (file: string) => source(file, `query Q_${file.length} { me { ...F } }`);
    const operations = operationsIn([
      ...[fragment('web/shared/f.graphql', 'web'), fragment('ios/f.graphql', 'ios')],
      ...[query('web/pages/home.graphql'), query('ios/screens/deep/home.graphql')],
    ]);
    expect(operations.map(({ text }) => /web|ios/.exec(text)?.[0])).toEqual(['web', 'ios']);
  });

  it('stop the check where two namesakes are as near, and count with each at the base', () => {
    const sources = [
      source('a/f.graphql', 'fragment F on U { one }'),
      source('b/f.graphql', 'fragment F on U { two }'),
      source('c/f.graphql', 'fragment F on U { two }'),
      source('q.graphql', '\nquery Q { me { ...F } }'),
    ];
    const sentence =
      /operation Q in q.graphql:2 uses the fragment F, which is defined differently in a\/f.graphql and c\/f.graphql/;
    expect(() => operationsIn(sources)).toThrow(sentence);
    const faults: string[] = [];
    const operations = operationsIn(sources, ({ message }) => faults.push(message));
    expect(operations.map(({ text }) => /one|two/.exec(text)?.[0])).toEqual(['one', 'two']);
    expect(faults).toMatchObject([expect.stringMatching(sentence)]);
  });

  it('without a name are told apart by what they say, wherever they move', () => {
    const text = '{ me { id } }\n{ me { name } }';
    const labels = (...lines: string[]) =>
      operationsIn([source('a.graphql', [...lines, text].join('\n'))]).map(({ label }) => label);
    expect(labels('# moved', '')).toEqual(labels());
    expect(new Set(labels()).size).toBe(2);
  });

  it('are what clients send: without local fields, client directives and what only these used', () => {
    const [operation] = operationsIn([
      source(
        'a.graphql',
        `query A($draft: ID, $id: ID) @raw_response_type {
          cart(draft: $draft) @client { id }
          me @nonreactive { feed(first: 5) @connection(key: "feed") { id } ...F @arguments(size: 9) @unmask theme @client }
          user(id: $id) { local @client }
        }
        fragment F on U @argumentDefinitions(size: { type: "Int", defaultValue: 10 }) { photo(size: $size) }`,
      ),
    ]);
    expect(operation?.text).toBe(
      print(
        parse(`query A($id: ID, $size: Int) {
          me { feed(first: 5) { id } ...F }
          user(id: $id) { __typename }
        }
        fragment F on U { photo(size: $size) }`),
      ),
    );
  });

  const templates = `import { graphql } from './gql';
const whole = graphql(\`query One { me { ...F } }\`, [F]);
const tagged = gql\`
  query Two { me { id } }
  \${F}
\`;
const marked = /* GraphQL */ \`query Three { me { id name } }\`;
const other = \`query Four {\`;
`;
  it.each([
    ['a.ts', templates, [2, 4, 7]],
    ['a.tsx', `${templates}export const V = () => <p>{whole}</p>;`, [2, 4, 7]],
    [
      'a.vue',
      `<template>\n<p/>\n</template>\n<script lang="ts">\n${templates}</script>`,
      [6, 8, 11],
    ],
    ['a.md', '# How\n\n```graphql\nquery One { me { id } }\n```\n\n```js\nquery\n```\n', [4]],
  ])('are found in %s with their lines', async (file, text, lines) => {
    const operations = operationsIn(await documentsOf(text, file));
    expect(operations.map(({ place }) => place.line)).toEqual(lines);
    expect(operations.map(({ name }) => name)).toEqual(
      ['One', 'Two', 'Three'].slice(0, lines.length),
    );
  });

  it.each(['a.ts', 'a.vue', 'a.md'])('in %s that do not parse are named by line', async (file) => {
    const code = 'const q = gql`\n  query A {{ }`;';
    const text = { 'a.ts': code, 'a.vue': `<script>\n${code}</script>` }[file];
    const read = documentsOf(text ?? '```graphql\n\nquery A {{ }\n```', file);
    const line = file === 'a.ts' ? 2 : 3;
    await expect(read).rejects.toThrow(new RegExp(`${file}:${line}:\\d+ does not parse`));
  });

  it('count once when a manifest repeats a document', () => {
    const text = 'query A { me { id } }';
    const operations = operationsIn([
      source('a.graphql', text),
      { ...source('m.json', text), line: 4 },
    ]);
    expect(operations).toMatchObject([{ label: 'A', place: { file: 'a.graphql', line: 1 } }]);
  });

  it('of one name in two files, and without a name, are told apart', () => {
    const operations = operationsIn([
      source('web.graphql', 'query Home { me { id } }'),
      source('app.graphql', '{ me { name } }\nquery Home { me { name } }'),
    ]);
    expect(operations.map(({ label }) => label)).toEqual([
      'Home(web.graphql)',
      'app.graphql',
      'Home(app.graphql)',
    ]);
  });
});
