import { describe, expect, it } from 'vitest';
import { judge, makeSide } from '../src/check.ts';
import type { Side } from '../src/context.ts';
import { fails } from '../src/finding.ts';
import type { SchemaCheckConfig } from '../src/index.ts';
import { parseConfig } from '../src/load-config.ts';
import { parseOperations } from '../src/operation-source.ts';
import { parseSubgraph } from '../src/project.ts';
import { operationsIn } from '../src/read-operations.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key", "@shareable"])\n';
type Subgraphs = Record<string, string>;

function sideOf(subgraphs: Subgraphs, operation: string): Side {
  return makeSide({
    subgraphs: Object.entries(subgraphs).map(([name, sdl]) =>
      parseSubgraph(name, `http://${name}`, `${name}.graphql`, link + sdl),
    ),
    operations: operationsIn([{ file: 'o.graphql', document: parseOperations(operation, 'o') }]),
  });
}

/** Ids of what fails or warns, apart from lint, each with its verdict or severity. */
async function found(
  { operation, before, after }: { operation: string; before: Subgraphs; after: Subgraphs },
  architecture: SchemaCheckConfig['architecture'] = {},
): Promise<string[]> {
  const names = Object.keys(after).map((name) => ({ name, schema: `${name}.graphql` }));
  const config = parseConfig({ subgraphs: names, architecture }, 'a test');
  const sides = [sideOf(before, operation), sideOf(after, operation)] as const;
  const { sections } = await judge(...sides, config, { approvals: [], today: new Date() });
  return sections
    .flatMap(({ findings }) => findings)
    .filter(({ section, severity, known }) => section !== 'lint' && severity !== 'info' && !known)
    .map((finding) => `${fails(finding) ? 'fails' : 'warns'} ${finding.id}`);
}

describe('an operation that asks an interface', () => {
  const graph = (name: string, first = 1) => ({
    shop: `interface Person { name: String nick(first: Int = 1): String }
      type Customer implements Person { name: ${name} nick(first: Int = ${first}): String }
      type Query { person: Person customer: Customer }`,
  });

  it('was promised no more than the interface does', async () => {
    const [before, after] = [graph('String!'), graph('String')];
    const [behind, direct] = [
      { operation: '{ person { name } }' },
      { operation: '{ customer { name } }' },
    ];
    expect(await found({ ...behind, before, after })).toEqual([]);
    expect(await found({ ...direct, before, after })).toEqual([
      'fails field-type-changed:Customer.name',
    ]);
  });

  it('is told of a default that changes in a type behind it', async () => {
    const change = { before: graph('String'), after: graph('String', 2) };
    expect(await found({ operation: '{ person { nick } }', ...change })).toEqual([
      'warns field-argument-default-changed:Customer.nick(first:)',
    ]);
  });
});

describe('an argument', () => {
  const graph = (argument: string) => ({
    shop: `scalar Date scalar Time type Query { f(x: ${argument}): Int g: Int }`,
  });
  const change = (operation: string, from: string, to: string) =>
    found({ operation, before: graph(from), after: graph(to) });

  it('of another scalar is not taken for one that only became required', async () => {
    expect(await change('{ f(x: "2030-01-31") }', 'Date', 'Time!')).toEqual([
      'fails field-argument-type-changed:Query.f(x:)',
    ]);
  });

  it('that has a default may refuse null to all who leave it out', async () => {
    const id = 'field-argument-type-changed:Query.f(x:)';
    expect(await change('{ f }', 'Int = 10', 'Int! = 10')).toEqual([`warns ${id}`]);
    expect(await change('query($x: Int) { f(x: $x) }', 'Int = 10', 'Int! = 10')).toEqual([
      `fails ${id}`,
    ]);
  });

  it('that became required does not break what passes it and never worked for another reason', async () => {
    expect(await change('{ f(x: 1) nothingOfThisName }', 'Int', 'Int!')).toEqual([
      'warns argument-made-required:Query.f(x:)',
    ]);
  });
});

describe('a directive of operations', () => {
  const graph = (args: string) => ({
    shop: `scalar Date scalar Time directive @on${args} on FIELD type Query { f(k: Int): Int }`,
  });
  const change = (operation: string, from: string, to: string) =>
    found({ operation, before: graph(from), after: graph(to) });

  it('is judged by the arguments that operations pass to it', async () => {
    const [from, to] = ['(day: Date, k: Int)', '(day: Time, k: Int)'];
    expect(await change('{ f @on(day: "2030-01-31") }', from, to)).toEqual([
      'fails directive-argument-type-changed:@on(day:)',
    ]);
    expect(await change('{ f @on(k: 1) }', from, to)).toEqual([]);
    expect(await change('{ f @on(k: 1) }', '(day: Date, k: Int)', '(k: Int)')).toEqual([]);
  });

  it('tells those who use it that a default of it changed', async () => {
    expect(await change('{ f @on }', '(k: Int = 1)', '(k: Int = 2)')).toEqual([
      'warns directive-argument-default-value-changed:@on(k:)',
    ]);
  });
});

describe('a part that composition leaves out silently', () => {
  const base = { a: 'type Query { f: Int }', b: 'type Query { z: Int }' };
  const entity = (args: string) =>
    `type C @key(fields: "id") { id: ID! x(n: ${args}): Int @shareable }`;
  const cases: { part: string; a: string; b: string; hint: string }[] = [
    {
      part: 'a default that one subgraph does not have',
      a: entity('Int = 1'),
      b: entity('Int'),
      hint: 'INCONSISTENT_DEFAULT_VALUE_PRESENCE',
    },
    {
      part: 'leave to omit an argument that one subgraph needs',
      a: entity('Int!'),
      b: entity('Int'),
      hint: 'INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE',
    },
    {
      part: 'a directive of operations that one subgraph does not declare',
      a: 'directive @on on FIELD',
      b: '',
      hint: 'INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE',
    },
    {
      part: 'a place of such a directive',
      a: 'directive @on on FIELD | QUERY',
      b: 'directive @on on FIELD',
      hint: 'INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS',
    },
  ];

  it.each(cases)('fails: $part', async ({ a, b, hint }) => {
    const after = { a: `${base.a} ${a}`, b: `${base.b} ${b}` };
    const ids = await found({ operation: '{ f }', before: base, after });
    expect(ids).toEqual([expect.stringContaining(`fails composition-hint:${hint}:`)]);
  });
});

describe('a word that a provider may not say', () => {
  const before = { a: 'type Query { f: Int }' };

  it('is found in any number', async () => {
    const after = { a: 'type Query { f: Int pointBalance: Int }' };
    const providers = { a: { mayNotName: ['points'] } };
    expect(await found({ operation: '{ f }', before, after }, { providers })).toEqual([
      'fails provider-names-consumer:a:Query.pointBalance:points',
    ]);
  });

  it.each(['gift card', 'giftCard', 'gift-card'])('is one word: %s is refused', async (word) => {
    const providers = { a: { mayNotName: [word] } };
    const change = { operation: '{ f }', before, after: before };
    await expect(found(change, { providers })).rejects.toThrow(/mayNotName\.0: must be one word/);
  });
});

describe('a contributed field that is not nullable', () => {
  const shop = 'type Query { c: C } type C @key(fields: "id") { id: ID! n: String! }';
  const before = { shop, club: 'type C @key(fields: "id") { id: ID! }' };
  const owners = { C: 'shop' };

  it('is none when it is the part of a key that the owner has', async () => {
    const club = 'type C @key(fields: "id n") { id: ID! n: String! @shareable p: Int }';
    const after = { shop: shop.replace('n: String!', 'n: String! @shareable'), club };
    expect(await found({ operation: '{ c { n } }', before, after }, { owners })).not.toContain(
      'fails contributed-field-non-null:club:C.n',
    );
  });

  it('stays one when a key of its own names it', async () => {
    const club = 'type C @key(fields: "id") @key(fields: "member") { id: ID! member: String! }';
    const after = { shop, club };
    expect(await found({ operation: '{ c { n } }', before, after }, { owners })).toEqual([
      'fails contributed-field-non-null:club:C.member',
    ]);
  });
});

describe('a root field that is not nullable', () => {
  const shop = 'type Query { c: Int! } type Mutation { d: Int! }';
  const before = { shop, club: 'type Query { e: Int } type Mutation { f: Int }' };
  const after = { shop, club: before.club.replaceAll(': Int', ': Int!') };
  const change = { operation: '{ c }', before, after };

  it('is refused of a subgraph that some deployment goes without', async () => {
    expect(await found(change, { subsets: [['shop'], ['shop', 'club']] })).toEqual([
      'fails root-field-non-null:club:Query.e',
      'fails root-field-non-null:club:Mutation.f',
    ]);
  });

  it('is taken of one that every deployment has', async () => {
    expect(await found(change, { subsets: [['shop', 'club']] })).toEqual([]);
  });
});

describe('a type behind an interface', () => {
  const graph = (types: string) => ({
    shop: `interface Media { id: ID } type Book implements Media { id: ID }
      ${types} type Query { media: Media book: Book film: Film }`,
  });
  const before = graph('type Film { id: ID }');

  it.each([
    ['that is new', graph('type Film { id: ID } type Song implements Media { id: ID }'), 'Song'],
    ['that was there', graph('type Film implements Media { id: ID }'), 'Film'],
  ])('%s is told to who reads the interface, and to nobody else', async (_, after, name) => {
    const told = [`warns object-type-interface-added:${name}.Media`];
    expect(await found({ operation: '{ media { id } }', before, after })).toEqual(told);
    expect(await found({ operation: '{ book { id } }', before, after })).toEqual([]);
  });
});

describe('a literal of an input', () => {
  const graph = (fields: string) => ({
    shop: `input Where { ${fields} } type Query { find(where: Where): Int g: Int }`,
  });
  const change = (operation: string, from: string, to: string) =>
    found({ operation, before: graph(from), after: graph(to) });

  it('that gives what becomes required goes on, one that leaves it out does not', async () => {
    const change1 = (operation: string) => change(operation, 'a: Int b: Int', 'a: Int! b: Int');
    expect(await change1('{ find(where: { a: 1 }) }')).toEqual([]);
    expect(await change1('query ($w: Where) { find(where: $w) }')).toEqual([
      'fails input-field-made-required:Where.a',
    ]);
    for (const literal of ['{}', '{ b: 1 }'])
      expect(await change1(`{ find(where: ${literal}) }`)).toEqual([
        'fails input-field-made-required:Where.a',
        expect.stringMatching(/^fails operation-broken:/),
      ]);
  });
});

it('warns of a field of Query or Mutation that goes, although no known operation uses it', async () => {
  const graph = (root: string) => ({
    shop: `type T { a: Int b: Int } type Query { t: T ${root} }`,
  });
  const [before, after] = [graph('old: Int'), graph('')];
  expect(await found({ operation: '{ t { a } }', before, after })).toEqual([
    'warns field-removed:Query.old',
  ]);
});

describe('a subgraph of another name', () => {
  const sdl = 'type T @key(fields: "id") { id: ID! a: Int } type Query { t: T }';
  const more = 'type T @key(fields: "id") { id: ID! b: Int }';

  it('with the same contents makes no plan worse', async () => {
    const before = { shop: sdl, stock: more };
    const after = { store: sdl, goods: more };
    expect(await found({ operation: '{ t { a b } }', before, after })).toEqual([]);
  });
});

describe('a large graph', () => {
  const size = 5_000;
  const types = (field: (index: number) => string) =>
    Array.from({ length: size }, (_, index) => `type T${index} { id: ID ${field(index)} }`).join(
      '\n',
    );
  const root = `type Query { ${Array.from({ length: size }, (_, index) => `t${index}: T${index}`).join(' ')} }`;

  it('of 5,000 types with 600 changes is judged in full', async () => {
    const before = { shop: `${types((index) => `a${index}: Int`)} ${root}` };
    const after = { shop: `${types((index) => (index < 600 ? '' : `a${index}: Int`))} ${root}` };
    const ids = await found({ operation: '{ t5 { a5 } t4000 { a4000 } }', before, after });
    expect(ids).toEqual([
      'fails field-removed:T5.a5',
      expect.stringMatching(/^fails operation-broken:/),
    ]);
  }, 120_000);

  it('whose inputs are a chain of 3,000 is judged to its end', async () => {
    const chain = (last: string) => {
      const links = Array.from(
        { length: 3_000 },
        (_, index) => `input I${index} { next: ${index < 2_999 ? `I${index + 1}` : last} }`,
      );
      return { shop: `${links.join('\n')} type Query { f(i: I0): Int }` };
    };
    const [before, after] = [chain('Int'), chain('String')];
    const operation = 'query ($i: I0) { f(i: $i) }';
    expect(await found({ operation, before, after })).toEqual([
      'fails input-field-type-changed:I2999.next',
    ]);
  }, 120_000);
});

describe('a directive that the gateway acts on and composition loses', () => {
  it.each([
    ['oneOf', 'directive @oneOf on INPUT_OBJECT input By @oneOf { a: Int b: Int }', 'a: Int'],
    [
      'semanticNonNull',
      'directive @semanticNonNull(levels: [Int!]! = [0]) on FIELD_DEFINITION input By { a: Int b: Int }',
      'a: Int @semanticNonNull',
    ],
  ])('is refused, as by the gateway: @%s', async (_name, definitions, field) => {
    const rest = 'input By { a: Int b: Int }';
    const query = (a: string) => `type Query { t(by: By): Int ${a} }`;
    const change = {
      operation: '{ t }',
      before: { shop: `${rest} ${query('a: Int')}` },
      after: { shop: `${definitions} ${query(field)}` },
    };
    expect(await found(change)).toContain('fails gateway-refuses:supergraph');
  });
});
