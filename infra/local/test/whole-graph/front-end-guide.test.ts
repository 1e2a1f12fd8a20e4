import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openShop, type Shop, type Shopper } from './shop.ts';

const guide = path.resolve(import.meta.dirname, '../../../../docs/front-end.md');
/** An operation that is followed by its response. */
const example = /```graphql\n([^`]+)```\n+```json\n([^`]+)```/g;

let shop: Shop;
let ada: Shopper;

beforeAll(async () => {
  // Nobody listens there: loyalty is down, as in the guide.
  const down = { SUBGRAPH_URL_LOYALTY: 'http://127.0.0.1:1/graphql' };
  shop = await openShop({ overrides: { gateway: down } });
  ada = await shop.signUp('demo', 'guide@example.com');
  await shop.ask('mutation { updateMyProfile(input: { firstName: "Ada" }) { __typename } }', {
    token: ada.token,
  });
}, 240_000);
afterAll(() => shop.close());

it('shows front-end developers the very responses that the graph gives', async () => {
  const text = await readFile(guide, 'utf8');
  const examples = [...text.matchAll(example)];
  // No response stands in the guide without the operation that it belongs to.
  expect(examples).toHaveLength(text.split('```json').length - 1);
  expect(examples.length).toBeGreaterThan(1);
  for (const [, operation = '', response = ''] of examples)
    expect(await shop.ask(operation, { token: ada.token })).toEqual(JSON.parse(response));
});
