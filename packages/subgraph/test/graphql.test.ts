import { ApolloServer, HeaderMap } from '@apollo/server';
import { buildSchema, GraphQLError, isScalarType } from 'graphql';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createGraphqlAnswerer } from '../src/graphql.ts';

const schema = buildSchema(`
  scalar Day
  type Query { on(day: Day): String echo(text: String!, times: Int = 1): String must: Int! late: [Int!] }
  type Mutation { count: Int }`);
let counted = 0;
const day = schema.getType('Day');
if (isScalarType(day))
  day.parseLiteral = () => {
    throw new GraphQLError('That is no day.');
  };
const resolvers = {
  on: () => 'a day',
  echo: (_parent: unknown, { text, times }: { text: string; times: number }) => text.repeat(times),
  must: () => {
    throw new GraphQLError('not you', { extensions: { code: 'FORBIDDEN' } });
  },
  late: async () => Promise.resolve([1, null]),
  count: () => (counted += 1),
};
for (const type of [schema.getQueryType(), schema.getMutationType()])
  for (const field of Object.values(type?.getFields() ?? {}))
    field.resolve = Reflect.get(resolvers, field.name);

const log = pino({ level: 'silent' });
const graphql = await createGraphqlAnswerer({
  schema,
  log,
  context: async () => Promise.resolve({}),
});
const answer = (body: unknown) => graphql.answer({}, body, undefined);
const apollo = new ApolloServer({
  schema,
  introspection: false,
  csrfPrevention: false,
  logger: log,
});
beforeAll(() => apollo.start());
afterAll(() => Promise.all([apollo.stop(), graphql.stop()]));

const printed = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(z.object({ path: z.unknown().optional(), extensions: z.object({ code: z.string() }) }))
    .optional(),
});
/** What a caller can rely on: the data, and of errors code and path. */
function essence(status: number, text: string) {
  const { data, errors } = printed.parse(JSON.parse(text));
  const told = errors?.map(({ path, extensions }) => ({ path, code: extensions.code }));
  return { status, data, errors: told };
}

async function apolloAnswers(body: unknown) {
  const { status, body: text } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: 'POST',
      headers: new HeaderMap([['content-type', 'application/json']]),
      search: '',
      body,
    },
    context: async () => Promise.resolve({}),
  });
  return essence(status ?? 200, text.kind === 'complete' ? text.string : '');
}

describe('a request is answered as by Apollo Server on graphql-js', () => {
  const echo = 'query Echo($text: String!, $times: Int) { echo(text: $text, times: $times) }';
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty object', {}],
    ['a batch', [{ query: '{ must }' }]],
    ['a query that is no text', { query: 5 }],
    ['an empty query', { query: '' }],
    ['variables that are no object', { query: '{ late }', variables: 'x' }],
    ['a name that is no text', { query: '{ late }', operationName: 1 }],
    ['what is not GraphQL', { query: '{ late' }],
    ['an unknown field', { query: '{ late unknown }' }],
    ['introspection', { query: '{ __type(name: "Query") { name } }' }],
    ['one of two operations without a name', { query: 'query A { late } query B { must }' }],
    ['an operation that is not there', { query: 'query A { late }', operationName: 'B' }],
    ['one of two operations', { query: 'query A { late } query B { must }', operationName: 'A' }],
    ['a missing variable', { query: echo }],
    ['a variable of another type', { query: echo, variables: { text: 'a', times: 'b' } }],
    ['variables', { query: echo, variables: { text: 'a', times: 2 } }],
    ['a list with a fault in it', { query: '{ late __typename }' }],
    ['a field that may not be null', { query: '{ late must }' }],
  ])('%s', async (_name, body) => {
    const expected = await apolloAnswers(body);
    // The second time it does not come to Apollo Server any more, if the first was answered.
    for (let time = 0; time < 2; time += 1) {
      const { status, text } = await answer(body);
      expect(essence(status, text)).toEqual(expected);
    }
  });
});

it('answers what comes again from what it has prepared', async () => {
  const before = counted;
  const call = { query: 'mutation { a: count b: count }' };
  const first = await answer(call);
  const second = await answer(call);
  expect(JSON.parse(first.text)).toEqual({ data: { a: before + 1, b: before + 2 } });
  expect(JSON.parse(second.text)).toEqual({ data: { a: before + 3, b: before + 4 } });
});

it('tells nothing of a context that cannot be made', async () => {
  const failing = await createGraphqlAnswerer({
    schema,
    log,
    context: async () => Promise.reject(new Error('password=hunter2')),
  });
  const { status, text } = await failing.answer({}, { query: '{ late }' }, undefined);
  await failing.stop();
  expect(status).toBe(500);
  expect(text).not.toContain('hunter2');
  expect(text).toContain('INTERNAL_SERVER_ERROR');
});

it('blames the client for a literal that a scalar refuses', async () => {
  const { status, text } = await answer({ query: '{ on(day: "tomorrow") }' });
  expect(status).toBe(400);
  expect(essence(status, text).errors).toEqual([{ path: undefined, code: 'BAD_USER_INPUT' }]);
  expect(text).toContain('That is no day.');
});

it('answers in the media type that the caller accepts, the first time and later', async () => {
  const newer = 'application/graphql-response+json';
  for (const accept of [undefined, newer, `${newer}, application/json`, newer]) {
    const { type } = await graphql.answer({}, { query: '{ late late2: late }' }, accept);
    expect(type).toBe(`${accept === undefined ? 'application/json' : newer}; charset=utf-8`);
  }
});

it('hands the context to resolvers as it was made, the first time and later', async () => {
  class Caller {
    readonly #name = 'Ada';
    get name() {
      return this.#name;
    }
  }
  const named = buildSchema('type Query { caller: String }');
  const caller = named.getQueryType()?.getFields()['caller'];
  if (caller) caller.resolve = (_parent, _args, context: Caller) => context.name;
  const answerer = await createGraphqlAnswerer({
    schema: named,
    log,
    context: async () => Promise.resolve(new Caller()),
  });
  for (let time = 0; time < 2; time += 1) {
    const { text } = await answerer.answer({}, { query: '{ caller }' }, undefined);
    expect(JSON.parse(text)).toEqual({ data: { caller: 'Ada' } });
  }
  await answerer.stop();
});
