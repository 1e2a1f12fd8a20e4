import { z } from 'zod';
import { caller as customer } from './seed.ts';
import type { Graph } from './graph-of-tree.ts';
import { prolong } from './prolong.ts';
import { sendPatiently } from './send.ts';

export const callerNames = ['nobody', 'customer', 'staff', 'service'] as const;
export type CallerName = (typeof callerNames)[number];
export type Headers = Readonly<Record<string, string>>;

/** A checkout: it reads, places orders and spends points, and changes no customer. */
const serviceMay = [
  'customers:read',
  'orders:read',
  'orders:write',
  'loyalty:read',
  'loyalty:write',
];
const signIn = /* GraphQL */ `
  mutation SignInForCheck($email: String!, $password: String!) {
    login(email: $email, password: $password) {
      ... on AuthSession {
        accessToken
      }
    }
  }
`;
const signedIn = z.object({ login: z.object({ accessToken: z.string() }) });

/** The headers that make a request one of a caller's. @throws when a customer cannot sign in */
export async function headersOf(name: CallerName, graph: Graph): Promise<Headers> {
  const { store } = customer;
  const anonymous = { 'x-store-id': store };
  if (name === 'nobody') return anonymous;
  if (name === 'staff' || name === 'service') {
    const permissions = name === 'service' ? { permissions: serviceMay } : {};
    const subject = `response-check-${name}`;
    return bearer(await graph.token({ as: name, store, subject, ...permissions }));
  }
  const { email, password } = customer;
  const call = { query: signIn, variables: { email, password } };
  const { data } = await sendPatiently(graph.url, call, anonymous);
  const parsed = signedIn.safeParse(data);
  if (!parsed.success) throw new Error(`${email} cannot sign in: ${JSON.stringify(data)}`);
  return bearer(await prolong(parsed.data.login.accessToken, graph.dataDir));
}

const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });
