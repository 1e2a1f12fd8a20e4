import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openShop, password, type Shop } from './shop.ts';

let shop: Shop;
let staff: string;
beforeAll(async () => {
  shop = await openShop();
  staff = await shop.staff();
}, 120_000);
afterAll(() => shop.close());

interface Mail {
  readonly kind: string;
  readonly to: string;
  readonly token: string | null;
}

/** The token of the newest mail of a kind to an address. */
const mailed = (to: string, kind: string) =>
  vi.waitUntil(
    async () => {
      const files = (await readdir(shop.graph.mailDir))
        .filter((file) => file.endsWith('.json'))
        .sort();
      for (const file of files.reverse()) {
        const mail = JSON.parse(
          await readFile(path.join(shop.graph.mailDir, file), 'utf8'),
        ) as Mail;
        if (mail.to === to && mail.kind === kind && mail.token) return mail.token;
      }
      return undefined;
    },
    { timeout: 20_000, interval: 100 },
  );

/** The members of a mutation's result that a test looks at. */
type Outcome = Record<string, unknown> & { __typename: string };
async function act(
  mutation: string,
  variables: object,
  who: { token?: string; store?: string },
): Promise<Outcome> {
  const answer = await shop.ask<{ r: Outcome }>(mutation, { variables: { ...variables }, ...who });
  expect(answer.errors).toBeUndefined();
  return answer.data.r;
}
const session = '__typename ... on AuthSession { accessToken refreshToken }';

describe('a customer of a storefront', () => {
  it('registers, verifies, edits, changes address and password, and is signed out everywhere by a reset', async () => {
    const store = 'demo';
    const email = 'journey@example.com';
    const person = await shop.signUp(store, email);
    const login = `mutation ($email: String!, $password: String!) { r: login(email: $email, password: $password) { ${session} } }`;
    const signedIn = await act(login, { email, password }, { store });
    const renewed = await act(
      `mutation ($t: String!) { r: refreshSession(refreshToken: $t) { ${session} } }`,
      { t: signedIn.refreshToken },
      { store },
    );
    expect(renewed.__typename).toBe('AuthSession');
    const token = String(renewed.accessToken);

    const edited = await act(
      'mutation ($i: CustomerProfileInput!) { r: updateMyProfile(input: $i, expectedVersion: 99) { __typename } }',
      { i: { firstName: 'Grace' } },
      { token },
    );
    expect(edited.__typename).toBe('VersionConflictError');
    await act(
      'mutation ($i: CustomerProfileInput!) { r: updateMyProfile(input: $i) { __typename } }',
      { i: { firstName: 'Grace B.' } },
      { token },
    );
    await act(
      'mutation ($i: AddressInput!) { r: createAddress(input: $i) { __typename } }',
      { i: { line1: 'Main Street 1', city: 'Vienna', countryCode: 'AT' } },
      { token },
    );
    await act(
      'mutation { r: updateMyPreferences(input: { marketingConsent: true, preferredLanguage: "de" }) { __typename } }',
      {},
      { token },
    );
    const me = await shop.ask(
      '{ me { firstName defaultShippingAddress { city } preferences { preferredLanguage marketingConsent { granted source } } sessions { current } } }',
      { token },
    );
    expect(me.data).toEqual({
      me: {
        firstName: 'Grace B.',
        defaultShippingAddress: { city: 'Vienna' },
        preferences: {
          preferredLanguage: 'de',
          marketingConsent: { granted: true, source: 'preferences' },
        },
        sessions: expect.arrayContaining([{ current: true }]),
      },
    });

    const moved = 'journey-new@example.com';
    const change =
      'mutation ($e: String!, $p: String!) { r: requestEmailChange(newEmail: $e, password: $p) { __typename } }';
    expect((await act(change, { e: moved, p: 'wrong password here' }, { token })).__typename).toBe(
      'InvalidCredentialsError',
    );
    expect((await act(change, { e: moved, p: password }, { token })).__typename).toBe(
      'RequestAccepted',
    );
    const confirm = 'mutation ($t: String!) { r: confirmEmailChange(token: $t) { __typename } }';
    expect(
      (await act(confirm, { t: await mailed(moved, 'confirm-email-change') }, { store }))
        .__typename,
    ).toBe('CustomerPayload');

    const fresh = await act(login, { email: moved, password }, { store });
    await act(
      'mutation ($e: String!) { r: requestPasswordReset(email: $e) { __typename } }',
      { e: moved },
      { store },
    );
    const reset =
      'mutation ($t: String!, $p: String!) { r: resetPassword(token: $t, newPassword: $p) { __typename } }';
    const newPassword = 'another passphrase for the tests';
    const token2 = await mailed(moved, 'reset-password');
    expect((await act(reset, { t: token2, p: newPassword }, { store })).__typename).toBe(
      'CustomerPayload',
    );
    expect((await act(reset, { t: token2, p: newPassword }, { store })).__typename).toBe(
      'InvalidTokenError',
    );
    for (const old of [renewed, fresh]) {
      const again = await act(
        'mutation ($t: String!) { r: refreshSession(refreshToken: $t) { __typename } }',
        { t: old.refreshToken },
        { store },
      );
      expect(again.__typename).toBe('InvalidTokenError');
    }
    expect((await act(login, { email: moved, password }, { store })).__typename).toBe(
      'InvalidCredentialsError',
    );
    expect((await act(login, { email: moved, password: newPassword }, { store })).__typename).toBe(
      'AuthSession',
    );
    expect(person.id).not.toBe('');
  }, 90_000);
});

describe('an order', () => {
  const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
  async function metrics(token: string) {
    const { data } = await shop.ask<{
      me: {
        orderMetrics: {
          totalOrders: number;
          byCurrency: { totalSpent: { amountMinor: number } }[];
        };
      };
    }>('{ me { orderMetrics { totalOrders byCurrency { totalSpent { amountMinor } } } } }', {
      token,
    });
    const { totalOrders, byCurrency } = data.me.orderMetrics;
    return [totalOrders, byCurrency[0]?.totalSpent.amountMinor ?? 0];
  }

  it('is placed, paid, shipped, delivered and partly refunded, and the figures of its customer follow', async () => {
    const person = await shop.signUp('demo', 'buyer@example.com');
    const { order } = await shop.placeOrder(person.id, { amountMinor: 8_000 });
    expect(await metrics(person.token)).toEqual([1, 0]);
    const money = (field: string, extra: string, amount: number) =>
      act(
        `mutation ($id: ID!, $a: MoneyInput!, $k: String!) { r: ${field}(orderId: $id, amount: $a, ${extra}, idempotencyKey: $k) { __typename } }`,
        { id: order.id, a: euros(amount), k: randomUUID() },
        { token: staff },
      );
    await money('recordPayment', 'reference: "card"', 8_000);
    expect(await metrics(person.token)).toEqual([1, 8_000]);
    const move =
      'mutation ($id: ID!, $to: OrderStatus!) { r: transitionOrder(id: $id, to: $to) { __typename ... on IllegalTransitionError { from to allowed } } }';
    expect(await act(move, { id: order.id, to: 'DELIVERED' }, { token: staff })).toEqual({
      __typename: 'IllegalTransitionError',
      from: 'PENDING',
      to: 'DELIVERED',
      allowed: ['PROCESSING', 'CANCELLED'],
    });
    for (const to of ['PROCESSING', 'SHIPPED', 'DELIVERED']) {
      expect((await act(move, { id: order.id, to }, { token: staff })).__typename).toBe(
        'OrderPayload',
      );
    }
    await money('recordRefund', 'reason: "scratched"', 3_000);
    expect(await metrics(person.token)).toEqual([1, 5_000]);
    expect((await money('recordRefund', 'reason: "again"', 5_001)).__typename).toBe(
      'RefundTooLargeError',
    );
    const own = await shop.ask(
      'query ($id: ID!) { order(id: $id) { status paymentStatus netTotal { amountMinor } } }',
      {
        token: person.token,
        variables: { id: order.id },
      },
    );
    expect(own.data).toEqual({
      order: {
        status: 'DELIVERED',
        paymentStatus: 'PARTIALLY_REFUNDED',
        netTotal: { amountMinor: 5_000 },
      },
    });
  }, 60_000);

  it('of a guest is read by its token and claimed by the customer with the same verified address', async () => {
    const email = 'guest@example.com';
    const input = {
      contact: { email },
      lines: [{ name: 'Lamp', quantity: 1, unitPrice: euros(1_500) }],
    };
    const placed = await shop.ask<{ placeOrder: { accessToken: string; order: { id: string } } }>(
      'mutation ($i: PlaceOrderInput!, $k: String!) { placeOrder(input: $i, idempotencyKey: $k) { ... on PlacedOrder { accessToken order { id } } } }',
      { token: staff, variables: { i: input, k: randomUUID() } },
    );
    const { accessToken, order } = placed.data.placeOrder;
    const read = (given: string | null) =>
      shop.ask<{ order: object | null }>(
        'query ($id: ID!, $t: String) { order(id: $id, accessToken: $t) { contact { email } } }',
        {
          store: 'demo',
          variables: { id: order.id, t: given },
        },
      );
    expect((await read(accessToken)).data.order).toEqual({ contact: { email } });
    expect((await read(`${accessToken}x`)).data.order).toBeNull();
    const person = await shop.signUp('demo', email);
    const claimed = await act(
      'mutation { r: claimGuestOrders { __typename ... on ClaimedOrders { count } } }',
      {},
      { token: person.token },
    );
    expect(claimed).toEqual({ __typename: 'ClaimedOrders', count: 1 });
    const { data } = await shop.ask('{ me { orders { edges { node { id } } } } }', {
      token: person.token,
    });
    expect(data).toEqual({ me: { orders: { edges: [{ node: { id: order.id } }] } } });
  }, 60_000);
});
