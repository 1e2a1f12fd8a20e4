import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseLimit, parsePage, toConnection } from './connection.ts';

const rows = Array.from({ length: 57 }, (_, index) => index + 1);

/** What SQL would do: rows behind the cursor in the page's direction, one more than asked for. */
function select(page: ReturnType<typeof parsePage>): number[] {
  const inOrder = page.backward ? [...rows].reverse() : rows;
  const start = page.cursor ? inOrder.indexOf(Number(page.cursor[0])) + 1 : 0;
  return inOrder.slice(start, start + page.limit + 1);
}
const connect = (args: Parameters<typeof parsePage>[0]) => {
  const page = parsePage(args, 'numbers:ASC');
  return toConnection(select(page), page, (row) => [row]);
};

it('walks a list completely in either direction, whatever the page size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.boolean(), (size, backward) => {
      const seen: number[] = [];
      let cursor: string | null = null;
      for (;;) {
        const args = backward ? { last: size, before: cursor } : { first: size, after: cursor };
        const { edges, pageInfo } = connect(args);
        const nodes = edges.map(({ node }) => node);
        if (backward) seen.unshift(...nodes);
        else seen.push(...nodes);
        cursor = backward ? pageInfo.startCursor : pageInfo.endCursor;
        if (!(backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) break;
      }
      expect(seen).toEqual(rows);
    }),
  );
});

it('tells nothing of neighbours that an empty list has not', () => {
  const page = parsePage({}, 'numbers:ASC');
  expect(toConnection([], page, () => [])).toEqual({
    edges: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  });
});

it.each([{ first: 0 }, { first: -5 }, { first: 101 }, { last: 1e9 }, { first: 1, last: 1 }])(
  'refuses the page %j',
  (args) => {
    expect(() => parsePage(args, 'numbers:ASC')).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } }),
    );
  },
);

it.each([
  '',
  'garbage',
  Buffer.from('{}').toString('base64url'),
  Buffer.from('["other:ASC",1]').toString('base64url'),
])('refuses the cursor %j', (after) => {
  expect(() => parsePage({ after }, 'numbers:ASC')).toThrow('cursor');
});

it('takes the preset where no limit is given and names the field where one is wrong', () => {
  expect(parseLimit(null, 'limit', 5, 50)).toBe(5);
  expect(() => parseLimit(51, 'limit', 5, 50)).toThrow('limit must be between 1 and 50.');
});
