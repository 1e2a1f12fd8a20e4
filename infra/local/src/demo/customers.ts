import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { StartError } from '../start-error.ts';
import { verificationTokens } from './mailbox.ts';
import { demoEmail, demoPassword, type Person } from './people.ts';
import type { StoreClient } from './store-client.ts';

/** A customer of one store that the demo data are about. */
export interface DemoCustomer {
  readonly id: string;
  readonly email: string;
  readonly fullName: string;
  readonly address: Person['address'];
}

const failure = '... on MutationError { message }';
type Account = z.output<typeof account>;
const account = z.object({
  id: z.string(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  addresses: z.array(z.object({ id: z.string() })),
});
/** For a mail to arrive, in milliseconds; a busy machine may need minutes. */
const mailPatience = 300_000;
const customerPayload = z.object({ __typename: z.literal('CustomerPayload'), customer: account });
const found = z.object({
  customers: z.object({
    edges: z.array(z.object({ node: account })),
  }),
});

const ada: Person = {
  email: demoEmail,
  firstName: 'Ada',
  lastName: 'Byron',
  preferredLanguage: 'en',
  address: {
    fullName: 'Ada Byron',
    line1: '12 St James’s Square',
    postalCode: 'SW1Y 4LB',
    city: 'London',
    countryCode: 'GB',
  },
};

/** Registers the demo customer, and opens the link of the mail that follows. Done again, it changes nothing. */
export async function registerAda(client: StoreClient): Promise<DemoCustomer> {
  const known = await find(client, ada.email);
  const registered = known?.emailVerified ? known : await register(client);
  // Where mails go to a mail server, only who reads them can verify the address.
  if (!registered) return openAccount(client, ada);
  await addAddress(client, registered, ada);
  return described(registered.id, ada);
}

async function register(client: StoreClient): Promise<Account | undefined> {
  const { email, firstName, lastName, preferredLanguage } = ada;
  await client.mutateAnonymously(
    z.object({ __typename: z.literal('RequestAccepted') }),
    /* GraphQL */ `mutation Register($input: RegisterCustomerInput!) {
      registerCustomer(input: $input) { __typename ${failure} }
    }`,
    { input: { email, firstName, lastName, preferredLanguage, password: demoPassword } },
  );
  return client.mailDir === undefined ? find(client, email) : verify(client, client.mailDir, email);
}

/** Opens each link mailed to an address until one verifies it. */
async function verify(client: StoreClient, mailDir: string, email: string): Promise<Account> {
  const opened = new Set<string>();
  for (const deadline = Date.now() + mailPatience; Date.now() < deadline; await delay(100)) {
    for (const token of await verificationTokens(mailDir, client.store, email)) {
      if (opened.has(token)) continue;
      opened.add(token);
      await client.mutateAnonymously(
        z.object({ __typename: z.enum(['CustomerPayload', 'InvalidTokenError']) }),
        /* GraphQL */ `mutation Verify($token: String!) { verifyEmail(token: $token) { __typename ${failure} } }`,
        { token },
      );
      const account = await find(client, email);
      if (account?.emailVerified) return account;
    }
  }
  throw new StartError(
    `The mail that verifies ${email} did not arrive in ${mailDir}; start again to go on.`,
  );
}

/** Opens an account for a person, or finds the one opened before. */
export async function openAccount(client: StoreClient, person: Person): Promise<DemoCustomer> {
  const { email, firstName, lastName, preferredLanguage } = person;
  const outcome = await client.mutate(
    z.discriminatedUnion('__typename', [
      customerPayload,
      z.object({ __typename: z.literal('EmailTakenError') }),
    ]),
    /* GraphQL */ `mutation Open($input: CreateCustomerInput!, $key: String!) {
      createCustomer(input: $input, idempotencyKey: $key) {
        __typename ${failure} ... on CustomerPayload { customer { id email emailVerified addresses { id } } }
      }
    }`,
    {
      input: { email, firstName, lastName, preferredLanguage, sendInvitation: false },
      key: `demo-data:${email}`,
    },
  );
  const opened = 'customer' in outcome ? outcome.customer : await find(client, email);
  if (!opened) throw new Error(`${email} is taken and is not there`);
  await addAddress(client, opened, person);
  return described(opened.id, person);
}

async function addAddress(
  client: StoreClient,
  { id: customerId, addresses }: Account,
  person: Person,
): Promise<void> {
  if (addresses.length > 0) return;
  await client.mutate(
    z.object({ __typename: z.literal('AddressPayload') }),
    /* GraphQL */ `mutation AddAddress($customerId: ID, $input: AddressInput!) {
      createAddress(customerId: $customerId, input: $input) { __typename ${failure} }
    }`,
    { customerId, input: person.address },
  );
}

/** Closes an account, so that there is one of that kind too. */
export async function deactivate(client: StoreClient, { id }: DemoCustomer): Promise<void> {
  await client.mutate(
    z.object({ __typename: z.literal('CustomerPayload') }),
    /* GraphQL */ `mutation Deactivate($id: ID!) {
      setCustomerActive(id: $id, active: false, reason: "Asked to pause the account") {
        __typename ${failure}
      }
    }`,
    { id },
  );
}

async function find(client: StoreClient, email: string): Promise<Account | undefined> {
  const { customers } = await client.query(
    found,
    /* GraphQL */ `
      query Find($email: String) {
        customers(first: 10, search: $email) {
          edges {
            node {
              id
              email
              emailVerified
              addresses {
                id
              }
            }
          }
        }
      }
    `,
    { email },
  );
  return customers.edges.find(({ node }) => node.email === email)?.node;
}

const described = (id: string, { email, address }: Person): DemoCustomer => ({
  id,
  email,
  fullName: address.fullName,
  address,
});
