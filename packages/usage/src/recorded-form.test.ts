import { randomOperation } from '@customer-graph/testing';
import fc from 'fast-check';
import { buildSchema, parse, validate, visit } from 'graphql';
import { describe, expect, it } from 'vitest';
import { recordedForm } from './recorded-form.ts';

const schema = buildSchema(`
  scalar Anything
  interface Node { id: ID! }
  type User implements Node { id: ID! name(style: Style = SHORT, words: [String!]): String friends(filter: Filter): [User!] }
  type Bot implements Node { id: ID! owner(at: Anything): User a1: Int }
  union Actor = User | Bot
  enum Style { SHORT LONG }
  input Filter { style: Style text: String ages: [Int!] weight: Float old: Boolean extra: Anything and: [Filter!] }
  type Query { node(id: ID!): Node actor: Actor users(filter: Filter, styles: [Style!]): [User!] }
  type Mutation { rename(id: ID!, name: String!): User }
`);
const formOf = (text: string, name?: string) => recordedForm(parse(text), name, schema)?.text;

describe('the recorded form', () => {
  it('of any operation is valid, is its own recorded form, and has no value that the schema does not name', () => {
    const literals = {
      Int: ['7777'],
      Float: ['77.77', '7777'],
      ID: ['"canary"', '7777'],
      Boolean: ['true'],
      other: ['"canary"', '7777', '{ canary: canary }', '[canary, """canary"""]'],
      String: ['"canary"', '"""canary"""', 'null'],
    };
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
        const draw = (bound: number) => Number(numbers.next().value) % bound;
        const document = parse(randomOperation({ schema, draw, literals }));
        fc.pre(validate(schema, document).length === 0);
        const form = recordedForm(document, undefined, schema);
        if (!form) return;
        expect(form.text).not.toMatch(/canary|77/);
        expect(validate(schema, parse(form.text))).toEqual([]);
        expect(recordedForm(parse(form.text), undefined, schema)).toEqual(form);
        const used: string[] = [];
        const names = (at: ReturnType<typeof parse>) => {
          used.length = 0;
          visit(at, { Field: ({ name }) => void used.push(name.value) });
          return used.join();
        };
        expect(names(parse(form.text))).toBe(names(document));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps kinds of literals, enum values, nulls, and variables wherever they stand', () => {
    expect(
      formOf(`query Find($secret: ID = "x", $at: Anything = {a: 1}) {
        users(styles: [LONG, SHORT, LONG], filter: { text: "t", ages: [1, 2], weight: 1.5, old: true, and: null, extra: { a: [$secret] } }) { name(words: "x") }
        node(id: $secret) { ... on Bot { owner(at: $at) { id } } }
      }`),
    ).toBe(`query Find($v1: ID = "", $v2: Anything = "") {
  users(
    styles: [LONG, SHORT]
    filter: {text: "", ages: [0], weight: 0.0, old: true, and: null, extra: [$v1]}
  ) {
    name(words: "")
  }
  node(id: $v1) {
    ... on Bot {
      owner(at: $v2) {
        id
      }
    }
  }
}`);
  });

  it('is the same whatever aliases, variables, fragments and comments are called', () => {
    const text = (name: string) => `# ${name}
      query Q($${name}: ID!) { ${name}: node(id: $${name}) { ...${name} } unused: actor { ... on Bot { ${name}a1: a1 } } }
      fragment ${name} on Node { ${name}id: id }
      query Other { actor { __typename } }`;
    expect(formOf(text('one'), 'Q')).toBe(formOf(text('another'), 'Q'));
    expect(formOf(text('one'), 'Q')).not.toContain('Other');
  });

  it('is none of what only reads the schema', () => {
    expect(formOf('{ __schema { types { name } } __typename }')).toBeUndefined();
  });
});
