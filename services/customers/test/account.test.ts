import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCustomers, type CustomersUnderTest } from './start.ts';

let customers: CustomersUnderTest;
beforeAll(async () => {
  customers = await startCustomers();
});
afterAll(() => customers.stop());

const register = `mutation ($input: RegisterCustomerInput!) {
  registerCustomer(input: $input) {
    __typename
    ... on MutationError { message }
    ... on InvalidInputError { fieldErrors { path code } }
    ... on PasswordPolicyError { minLength }
  }
}`;
const login = `mutation ($email: String!, $password: String!) {
  login(email: $email, password: $password) {
    __typename
    ... on AuthSession { accessToken customer { id customerNumber email } }
    ... on MutationError { message }
  }
}`;
const password = 'a long enough password';

it('registers a customer who can then sign in', async () => {
  const input = { email: ' Grace@Example.com', password, firstName: 'Grace' };
  const registered = await customers.query(register, { storeId: 'demo', variables: { input } });
  expect(registered).toEqual({ data: { registerCustomer: { __typename: 'RequestAccepted' } } });
  const signedIn = await customers.query<{ login: { customer: { email: string } } }>(login, {
    storeId: 'demo',
    variables: { email: 'GRACE@example.com', password },
  });
  expect(signedIn.data.login).toMatchObject({
    __typename: 'AuthSession',
    customer: { email: 'Grace@Example.com', customerNumber: expect.stringMatching(/^C-\d{6}$/) },
  });
});

it('answers a second registration of an address like the first and keeps the first password', async () => {
  const input = { email: 'twice@example.com', password };
  const first = await customers.query(register, { storeId: 'demo', variables: { input } });
  const again = { ...input, password: 'another long password' };
  const second = await customers.query(register, { storeId: 'demo', variables: { input: again } });
  expect(second).toEqual(first);
  const attempt = await customers.query<{ login: { __typename: string } }>(login, {
    storeId: 'demo',
    variables: { email: input.email, password: again.password },
  });
  expect(attempt.data.login.__typename).toBe('InvalidCredentialsError');
});

it('names every wrong field of a registration at once', async () => {
  const input = { email: 'nobody', password, firstName: 'x'.repeat(101) };
  const answer = await customers.query(register, { storeId: 'demo', variables: { input } });
  expect(answer.data).toMatchObject({
    registerCustomer: {
      __typename: 'InvalidInputError',
      fieldErrors: [{ path: ['input', 'firstName'] }, { path: ['input', 'email'] }],
    },
  });
});
