import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCustomers, type CustomersUnderTest } from './start.ts';
import { createStorefront } from './storefront.ts';
import { createPrivacyDesk } from './privacy.ts';

let customers: CustomersUnderTest;
let staff: string;
beforeAll(async () => {
  customers = await startCustomers({
    environment: { PRIVACY_MODULES: JSON.stringify({ wishlists: 'on' }) },
  });
  staff = await customers.authorize({
    kind: 'staff',
    permissions: ['customers:read', 'customers:write'],
  });
});
afterAll(() => customers.stop());

const profile = fc.record({
  firstName: fc.option(fc.constantFrom('Ada', 'Nora')),
  lastName: fc.option(fc.constantFrom('Kern', 'Muñoz')),
  phone: fc.option(fc.constantFrom('+436641234567', '+4915112345678')),
  preferredLanguage: fc.option(fc.constantFrom('de', 'fr')),
});
/** What a person said about advertising, at moments that both sides share, so that some are the same. */
const said = fc.uniqueArray(
  fc.record({ granted: fc.boolean(), minute: fc.integer({ min: 0, max: 9 }) }),
  { maxLength: 5, selector: ({ minute }) => minute },
);
const side = fc.record({ profile, said });
interface Side {
  readonly profile: Readonly<
    Record<'firstName' | 'lastName' | 'phone' | 'preferredLanguage', string | null>
  >;
  readonly said: readonly { readonly granted: boolean; readonly minute: number }[];
}

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
const newestFirst = (words: Side['said']) =>
  [...words].sort((a, b) => b.minute - a.minute || Number(a.granted) - Number(b.granted));

async function open({ profile: fields, said: words }: Side): Promise<string> {
  const email = `${randomUUID()}@example.com`;
  const { data } = await customers.query<{ createCustomer: { customer: { id: string } } }>(
    `mutation ($input: CreateCustomerInput!, $key: String!) { createCustomer(input: $input, idempotencyKey: $key) {
      ... on CustomerPayload { customer { id } } } }`,
    {
      authorization: staff,
      variables: { input: { ...fields, email, sendInvitation: false }, key: email },
    },
  );
  const { id } = data.createCustomer.customer;
  // The moments are the test's own, so they are written as the service would have written them.
  for (const { granted, minute } of words)
    await customers.sql(
      `INSERT INTO consent_changes (id, store_id, customer_id, granted, source, changed_at)
       VALUES (gen_random_uuid(), 'demo', $1, $2, $3, $4)`,
      [id, granted, `at ${minute}`, at(minute)],
    );
  const [last] = newestFirst(words);
  if (last)
    await customers.sql(
      `UPDATE customers SET marketing_consent = $2, marketing_consent_at = $3, marketing_consent_source = $4 WHERE id = $1`,
      [id, last.granted, at(last.minute), `at ${last.minute}`],
    );
  return id;
}

/** Independent of the service: what both sides said, put in order, ends with what counts. */
function model(source: Side, target: Side) {
  const words = newestFirst([...source.said, ...target.said]);
  const [last] = words;
  const named = target.profile.firstName !== null || target.profile.lastName !== null;
  const { firstName, lastName } = (named ? target : source).profile;
  return {
    firstName,
    lastName,
    phone: target.profile.phone ?? source.profile.phone,
    preferences: {
      preferredLanguage: target.profile.preferredLanguage ?? source.profile.preferredLanguage,
      marketingConsent: {
        granted: last?.granted ?? false,
        changedAt: last ? at(last.minute) : null,
        source: last ? `at ${last.minute}` : null,
        history: words.map(({ granted, minute }) => ({ granted, changedAt: at(minute) })),
      },
    },
  };
}

async function merge(sourceId: string, targetId: string): Promise<void> {
  const { data } = await customers.query<{ mergeCustomers: { __typename: string } }>(
    `mutation ($s: ID!, $t: ID!, $k: String!) { mergeCustomers(sourceId: $s, targetId: $t, idempotencyKey: $k) { __typename } }`,
    { authorization: staff, variables: { s: sourceId, t: targetId, k: randomUUID() } },
  );
  expect(data.mergeCustomers.__typename).toBe('CustomerPayload');
}

it('keeps the newest word about advertising, a withdrawal over a consent of the same moment, and no half of a name', async () => {
  await fc.assert(
    fc.asyncProperty(side, side, async (source, target) => {
      const [sourceId, targetId] = [await open(source), await open(target)];
      await merge(sourceId, targetId);
      const { data } = await customers.query<{ customer: unknown }>(
        `query ($id: ID!) { customer(id: $id) { firstName lastName phone preferences { preferredLanguage
          marketingConsent { granted changedAt source history { granted changedAt } } } } }`,
        { authorization: staff, variables: { id: targetId } },
      );
      expect(data.customer).toEqual(model(source, target));
    }),
    { numRuns: 40 },
  );
});

it('moves what happened to the one that stays, and leaves the other its merge alone', async () => {
  const plain: Side = {
    profile: { firstName: null, lastName: null, phone: null, preferredLanguage: null },
    said: [],
  };
  const [sourceId, targetId] = [await open(plain), await open(plain)];
  const deactivate = `mutation ($id: ID!) { setCustomerActive(id: $id, active: false, reason: "charged back twice") { __typename } }`;
  await customers.query(deactivate, { authorization: staff, variables: { id: sourceId } });
  await merge(sourceId, targetId);
  const history = async (id: string) => {
    const { data } = await customers.query<{
      customer: { history: { edges: { node: { type: string; detail: string | null } }[] } };
    }>(`query ($id: ID!) { customer(id: $id) { history { edges { node { type detail } } } } }`, {
      authorization: staff,
      variables: { id },
    });
    return data.customer.history.edges.map(({ node }) => [node.type, node.detail]);
  };
  expect(await history(targetId)).toEqual([
    ['MERGED_IN', sourceId],
    ['DEACTIVATED', 'charged back twice'],
    ['CREATED', null],
    ['CREATED', null],
  ]);
  expect(await history(sourceId)).toEqual([['MERGED', targetId]]);
});

it.each([
  ['the one that is absorbed', 0],
  ['the one that stays', 1],
])('gathers an export anew that %s had asked for, with what both had', async (_who, which) => {
  const shop = createStorefront(customers);
  const desk = createPrivacyDesk(customers);
  const names = ['Early', 'Late'];
  const both = await Promise.all(
    names.map((firstName) => shop.newCustomer(`${randomUUID()}@example.com`, { firstName })),
  );
  const [source, target] = [both[0], both[1]];
  if (!source || !target) throw new Error('two customers are needed');
  await shop.mutate(
    'createAddress(input: { line1: "Lane of the source", city: "Graz", countryCode: "AT" })',
    '',
    source.authorization,
  );
  const before = await desk.ask(
    'requestMyDataExport',
    (which === 0 ? source : target).authorization,
  );
  await merge(source.customer.id, target.customer.id);
  expect(await desk.read(before.id, staff)).toMatchObject({ status: 'CANCELLED' });
  const anew = await desk.ask('requestMyDataExport', target.authorization);
  expect(anew.id).not.toBe(before.id);
  await desk.acknowledge('wishlists', { id: anew.id });
  const done = await desk.read(anew.id, target.authorization);
  expect(String(done?.document)).toContain('Lane of the source');
});
