import { texts } from '../operations.ts';

/** One kind of request; `bodies` are sent in turn. */
export interface Kind {
  readonly name: string;
  readonly status: number;
  readonly bodies: readonly string[];
}

const ids = Array.from({ length: 24 }, (_, index) => `id-${index}`);
const withIds = (query: string) => ids.map((id) => JSON.stringify({ query, variables: { id } }));

export const kinds: readonly Kind[] = [
  { name: 'S: one customer', status: 200, bodies: withIds(texts.S) },
  {
    name: 'L: page of customers',
    status: 200,
    bodies: ids.map((after) => JSON.stringify({ query: texts.L, variables: { first: 20, after } })),
  },
  {
    name: 'list of one module',
    status: 200,
    bodies: ids.map((after) =>
      JSON.stringify({
        query: `query O($after: String) { orders(first: 20, after: $after) { edges { node {
          id orderNumber status placedAt total { amountMinor currency } } } } }`,
        variables: { after },
      }),
    ),
  },
  {
    name: 'mutation',
    status: 200,
    bodies: ids.map((id) =>
      JSON.stringify({
        query: 'mutation M($email: String!) { requestPasswordReset(email: $email) { message } }',
        variables: { email: `${id}@example.com` },
      }),
    ),
  },
  {
    name: 'something that is not there',
    status: 200,
    bodies: [JSON.stringify({ query: texts.S, variables: { id: 'missing' } })],
  },
  {
    name: 'a document that is invalid',
    status: 400,
    bodies: [JSON.stringify({ query: texts.S.replace('email', 'emial'), variables: { id: '1' } })],
  },
  {
    name: 'values that do not fit',
    status: 400,
    bodies: [JSON.stringify({ query: texts.S, variables: {} })],
  },
];

let made = 0;
/** Texts that no gateway has seen: they are parsed, validated, planned and compiled. */
export const newTexts: Kind = {
  name: 'a new text each time',
  status: 200,
  get bodies() {
    return Array.from({ length: 40 }, () => {
      made += 1;
      const query = texts.S.replace('query S', `query S${made}`);
      return JSON.stringify({ query, variables: { id: '1' } });
    });
  },
};
