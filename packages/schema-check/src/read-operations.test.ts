import { describe, expect, it } from 'vitest';
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
      'app.graphql:1',
      'Home(app.graphql)',
    ]);
  });
});
