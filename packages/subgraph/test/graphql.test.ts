import { ApolloServer, HeaderMap } from '@apollo/server';
import { buildSchema, GraphQLError } from 'graphql';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createGraphqlAnswerer } from '../src/graphql.ts';

const schema = buildSchema(`
  type Query { echo(text: String!, times: Int = 1): String must: Int! late: [Int!] }
  type Mutation { count: Int }`);
let counted = 0;
const resolvers = {
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
const answer = createGraphqlAnswerer({ schema, log, context: async () => Promise.resolve({}) });
const apollo = new ApolloServer({
  schema,
  introspection: false,
  csrfPrevention: false,
  logger: log,
});
beforeAll(() => apollo.start());
afterAll(() => apollo.stop());

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

describe('a request is answered as Apollo Server would', () => {
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
    const { status, text } = await answer({}, body);
    expect(essence(status, text)).toEqual(await apolloAnswers(body));
  });
});

it('answers what comes again from what it has prepared', async () => {
  const before = counted;
  const call = { query: 'mutation { a: count b: count }' };
  const first = await answer({}, call);
  const second = await answer({}, call);
  expect(JSON.parse(first.text)).toEqual({ data: { a: before + 1, b: before + 2 } });
  expect(JSON.parse(second.text)).toEqual({ data: { a: before + 3, b: before + 4 } });
});

it('tells nothing of a context that cannot be made', async () => {
  const failing = createGraphqlAnswerer({
    schema,
    log,
    context: async () => Promise.reject(new Error('password=hunter2')),
  });
  const { status, text } = await failing({}, { query: '{ late }' });
  expect(status).toBe(500);
  expect(text).not.toContain('hunter2');
  expect(text).toContain('INTERNAL_SERVER_ERROR');
});
