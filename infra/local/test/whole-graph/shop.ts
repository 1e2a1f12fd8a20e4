import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { vi } from 'vitest';
import type { GraphQLAnswer } from '@customer-graph/testing';
import { verificationTokens } from '../../src/demo/mailbox.ts';
import type { GraphOptions } from '../../src/graph.ts';
import { bundleOf } from '../../src/programs.ts';
import { startTemporaryGraph } from '../../src/temporary-graph.ts';

export interface Asking {
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Access token, without `Bearer`. */
  readonly token?: string | undefined;
  /** The store of an anonymous call. */
  readonly store?: string;
}

export interface Shopper {
  readonly id: string;
  readonly email: string;
  readonly token: string;
}

export const password = 'a passphrase for the tests';

/** The whole graph as real processes, with what a test of it does again and again. */
export async function openShop(
  options: Pick<GraphOptions, 'modules' | 'databaseUrls' | 'overrides'> = {},
) {
  const graph = await startTemporaryGraph(options);

  async function ask<Data = Record<string, never>>(
    query: string,
    { variables, token, store }: Asking = {},
  ): Promise<GraphQLAnswer<Data>> {
    const response = await fetch(graph.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
        ...(store && { 'x-store-id': store }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as GraphQLAnswer<Data>;
    return { data, ...(errors && { errors }) };
  }

  const staff = (store = 'demo') => graph.token({ as: 'staff', store });

  async function openAccount(store: string, email: string): Promise<string> {
    const { data } = await ask<{ createCustomer: { customer: { id: string } } }>(
      `mutation ($input: CreateCustomerInput!, $key: String!) {
        createCustomer(input: $input, idempotencyKey: $key) { ... on CustomerPayload { customer { id } } }
      }`,
      {
        token: await staff(store),
        variables: { input: { email, sendInvitation: false }, key: randomUUID() },
      },
    );
    return data.createCustomer.customer.id;
  }

  /** Registers, opens the link of the mail and signs in. */
  async function signUp(store: string, email: string): Promise<Shopper> {
    const input = { email, password, firstName: 'Grace', lastName: 'Tester' };
    await ask(
      `mutation ($input: RegisterCustomerInput!) { registerCustomer(input: $input) { __typename } }`,
      {
        store,
        variables: { input },
      },
    );
    const [token = ''] = await vi.waitUntil(
      async () => {
        const tokens = await verificationTokens(graph.mailDir, store, email);
        return tokens.length > 0 && tokens;
      },
      { timeout: 20_000 },
    );
    await ask(`mutation ($token: String!) { verifyEmail(token: $token) { __typename } }`, {
      store,
      variables: { token },
    });
    return signIn(store, email);
  }

  async function signIn(store: string, email: string): Promise<Shopper> {
    const { data } = await ask<{ login: { accessToken: string; customer: { id: string } } }>(
      `mutation ($email: String!, $password: String!) {
        login(email: $email, password: $password) { ... on AuthSession { accessToken customer { id } } }
      }`,
      { store, variables: { email, password } },
    );
    return { email, id: data.login.customer.id, token: data.login.accessToken };
  }

  async function placeOrder(
    customerId: string,
    { store = 'demo', amountMinor = 2_500, currency = 'EUR' } = {},
  ) {
    const input = {
      customerId,
      contact: { email: 'contact@example.com' },
      lines: [{ name: 'Lamp', quantity: 1, unitPrice: { amountMinor, currency } }],
    };
    const answer = await ask<{
      placeOrder: { __typename: string; order: { id: string; orderNumber: string } };
    }>(
      `mutation ($input: PlaceOrderInput!, $key: String!) {
        placeOrder(input: $input, idempotencyKey: $key) { __typename ... on PlacedOrder { order { id orderNumber } } }
      }`,
      { token: await staff(store), variables: { input, key: randomUUID() } },
    );
    return answer.data.placeOrder;
  }

  async function addPoints(customerId: string, points: number, store = 'demo') {
    const answer = await ask<{ addPoints: { __typename: string } }>(
      `mutation ($input: AddPointsInput!, $key: String!) {
        addPoints(input: $input, idempotencyKey: $key) { __typename ... on MutationError { message } }
      }`,
      {
        token: await staff(store),
        variables: { input: { customerId, points, reason: 'welcome' }, key: randomUUID() },
      },
    );
    return answer.data.addPoints;
  }

  /** What the processes of this graph sign their calls with. */
  async function internalSecret(): Promise<string> {
    const text = await readFile(path.join(graph.dataDir, 'secrets.json'), 'utf8');
    return (JSON.parse(text) as { internal: string }).internal;
  }

  /** Runs a command of a service beside it, on its database. @returns the exit code */
  async function command(service: string, ...args: string[]): Promise<number | null> {
    const issuer = {
      issuer: 'https://nobody.test',
      jwksUrl: 'https://nobody.test/keys',
      kind: 'staff',
    };
    const env = {
      ...process.env,
      LOG_LEVEL: 'silent',
      DATABASE_URL: graph.databaseUrl(service),
      INTERNAL_SECRETS: await internalSecret(),
      TRUSTED_ISSUERS: JSON.stringify([issuer]),
      STORES: JSON.stringify([{ id: 'demo' }, { id: 'acme' }]),
      CUSTOMERS_URL: graph.serviceUrl('customers'),
    };
    const root = path.resolve(import.meta.dirname, '../../../..');
    const main = path.join(root, bundleOf(service));
    const child = spawn(process.execPath, [main, ...args], {
      cwd: root,
      env,
      stdio: 'inherit',
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  }

  return {
    graph,
    command,
    internalSecret,
    ask,
    staff,
    openAccount,
    signUp,
    signIn,
    placeOrder,
    addPoints,
    close: () => graph.stop(),
  };
}
export type Shop = Awaited<ReturnType<typeof openShop>>;
