import { describe, expect, it } from 'vitest';
import { compare } from './oracle/compare.ts';
import { loadFixture } from './oracle/fixture.ts';

const world = { seed: 1, nullOdds: 1_000_000, faultOdds: 0 };
const own = loadFixture('commerce');
const shop = loadFixture('shop');
const desk = loadFixture('desk');

async function resultOf(
  federation: typeof own,
  source: string,
  variables: Record<string, unknown> = {},
): Promise<string> {
  const { expected, actual } = await compare(federation, { source, variables }, world);
  expect([actual.data, actual.explained]).toEqual([expected.data, expected.explained]);
  return actual.data;
}

/** What one server with the same data returns. The data is that of test/oracle/data.ts. */
describe('the result of one server', () => {
  it.each([
    '{ me { id: customerNumber orderCount } }',
    '{ me { id: preferences { preferredLanguage } orderCount } }',
    '{ me { id: version orderCount } }',
  ])('is given when an alias takes the name of a key field: %s', async (source) => {
    expect(await resultOf(own, source)).not.toContain('null');
  });

  it('is given when an alias takes the name of a required field', async () => {
    const source = '{ product { size: name weightClass dimensions: id volume } }';
    expect(await resultOf(shop, source)).not.toContain('null');
  });

  it('is given when an alias takes the name __typename', async () => {
    const source = '{ pets { __typename: id name ... on Dog { barks } } me: __typename }';
    expect(await resultOf(shop, source)).toMatch(/"__typename":"id-\d+".*"me":"Query"/);
  });

  it.each([
    '{ dog { ... on Animal { id ... on Dog { name } } } }',
    '{ dog { ...A } } fragment A on Animal { ...D } fragment D on Dog { barks name }',
  ])('is given for a type condition in another one: %s', async (source) => {
    expect(await resultOf(shop, source)).toContain('"name"');
  });

  it('keeps false, 0 and an empty text where types differ in nullability', async () => {
    const source = '{ pets { flag count text } }';
    const seen = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const { expected, actual } = await compare(
        shop,
        { source, variables: {} },
        { ...world, seed },
      );
      expect(actual).toEqual(expected);
      for (const [value] of actual.data.matchAll(/"(?:flag":false|count":0|text":"")/g))
        seen.add(value);
    }
    expect(seen.size).toBe(3);
  });

  it('is given for a field beside a skipped one that requires others', async () => {
    const source = 'query ($no: Boolean!) { product { id stock weightClass @skip(if: $no) } }';
    expect(await resultOf(shop, source, { no: true })).toMatch(/"stock":\d/);
    expect(await resultOf(shop, source, { no: false })).toContain('weightClass');
  });

  it('keeps the arguments of a client and those of a requirement apart', async () => {
    const source = '{ product { price(currency: "EUR") shippingUsd name } }';
    expect(await resultOf(shop, source)).toContain('"shippingUsd"');
  });

  it('gives each of two requirements its own arguments', async () => {
    const source =
      '{ product { price shippingUsd shippingEur } products { shippingEur shippingUsd } }';
    expect(await resultOf(shop, source)).toContain('"shippingEur"');
  });

  it('is an empty object where a constant leaves out everything', async () => {
    expect(
      await resultOf(shop, '{ product { id @skip(if: true) ... @include(if: false) { name } } }'),
    ).toBe('{"product":{}}');
  });

  it('is given for a condition on an aliased __typename in nested fragments', async () => {
    const source = `query ($a: Boolean!, $b: Boolean!) { pets { ...P @include(if: $a) } }
      fragment P on Animal { t: __typename @include(if: $b) ... on Dog @skip(if: $b) { t: __typename barks } }`;
    for (const a of [true, false])
      for (const b of [true, false]) await resultOf(shop, source, { a, b });
  });

  it('has its keys in the order in which they were selected, however fragments merge', async () => {
    const source = `query ($late: Boolean!) { product { id @include(if: $late) ...B name stock ... { id price } } }
      fragment B on Product { stock id weightClass }`;
    expect(await resultOf(shop, source, { late: false })).toMatch(
      /^\{"product":\{"stock":.*"id":.*"weightClass":.*"name":.*"price":/,
    );
    await resultOf(shop, source, { late: true });
  });

  it('is an error at the object around a condition that is null', async () => {
    const source =
      'query ($if: Boolean = true) { product { name @include(if: $if) } dog { name } }';
    expect(await resultOf(shop, source, { if: null })).toMatch(/^\{"product":null,"dog":\{/);
    const atRoot = 'query ($if: Boolean = true) { product @skip(if: $if) { name } }';
    expect(await resultOf(shop, atRoot, { if: null })).toBe('null');
  });

  it('is given where a fragment is spread again under a condition that is null', async () => {
    const source =
      'query ($if: Boolean = true) { product { ...P ...P @skip(if: $if) } } fragment P on Product { name }';
    expect(await resultOf(shop, source, { if: null })).toContain('"name"');
  });

  it.each([
    '{ __schema { queryType { name } } product { name } __typename }',
    '{ product { name } __type(name: "Dog") { name fields { name } isOneOf } }',
    'query ($name: String!) { a: __type(name: $name) { kind } ...Q } fragment Q on Query { __typename a: __type(name: $name) { name } }',
  ])('is given for questions about the schema, alone or beside others: %s', async (source) => {
    expect(await resultOf(shop, source, { name: 'Dog' })).toMatch(/Dog|Query/);
  });

  it('is given for response keys that every object of JavaScript has', async () => {
    const source = '{ product { toString: name __proto__: id constructor: stock weightClass } }';
    expect(await resultOf(shop, source)).toContain('"__proto__":"id-');
  });

  // Mutations number the objects that they return, so that a result shows the order in which they were executed.
  it.each([
    'mutation { open(n: 3) { id } a: open { id } close { id } }',
    'mutation { open(n: 3) { id inches } a: move { id } b: open(n: 4) { id } c: move(n: 2) { id metres } }',
    'mutation ($no: Boolean!) { z: open { id } ...M @include(if: $no) ...N a: move { id } } fragment N on Mutation { move @skip(if: $no) { id } ...M } fragment M on Mutation { open(n: 2) { id } z: open { label } }',
  ])('has the effects of a mutation in its order: %s', async (source) => {
    for (const no of [true, false]) await resultOf(desk, source, { no });
  });

  it('ends a mutation at a failed field that cannot be null', async () => {
    const source = 'mutation { open { id } close { label } move { id } }';
    const outcomes = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const failing = { ...world, seed, faultOdds: 5 };
      const { expected, actual } = await compare(desk, { source, variables: {} }, failing);
      expect(actual).toEqual(expected);
      outcomes.add(actual.data === 'null' ? 'ended' : 'done');
    }
    expect(outcomes.size).toBe(2);
  });

  it('gives each of two requirements its own arguments in lists of lists', async () => {
    expect(await resultOf(desk, '{ rows { inches metres } }')).toMatch(/"inches":\d.*"metres":\d/);
  });

  it.each([
    '{ found { __typename id place } }',
    '{ items { __typename place ... on Lamp { label } } rows { __typename place } }',
    '{ found { label ... on Desk { inches } } }',
  ])('has the types of objects that a module knows by their interface: %s', async (source) => {
    expect(await resultOf(desk, source)).not.toContain('null');
  });

  it('places errors and nulls of objects beside others of another type', async () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const failing = { seed, nullOdds: 4, faultOdds: 3 };
      const source = '{ found { id label place } items { place ... on Desk { inches } } }';
      const { expected, actual } = await compare(desk, { source, variables: {} }, failing);
      expect([actual.data, actual.explained]).toEqual([expected.data, expected.explained]);
      seen.add(actual.explained.join());
    }
    expect(seen.size).toBeGreaterThan(5);
  });
});
