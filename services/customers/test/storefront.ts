import { z } from 'zod';
import type { CustomersUnderTest } from './start.ts';

export const password = 'a long enough password';

const authSession = z.looseObject({
  __typename: z.literal('AuthSession'),
  accessToken: z.string(),
  refreshToken: z.string(),
  refreshTokenExpiresAt: z.string(),
  customer: z.object({ id: z.string(), customerNumber: z.string(), email: z.string() }),
});
interface Outcome {
  readonly __typename: string;
  readonly message?: string;
  readonly [field: string]: unknown;
}

const sessionFields =
  'accessToken refreshToken refreshTokenExpiresAt customer { id customerNumber email }';
const failure = '... on MutationError { message }';

/** What a shop's pages do, in one store. */
export function createStorefront(
  { query, mailbox }: Pick<CustomersUnderTest, 'query' | 'mailbox'>,
  storeId = 'demo',
) {
  /** Runs one mutation and answers its outcome. */
  async function mutate(
    call: string,
    fields = '',
    authorization?: string,
    headers?: Record<string, string>,
  ): Promise<Outcome> {
    const text = `mutation { outcome: ${call} { __typename ${fields} } }`;
    const answer = await query<{ outcome: Outcome }>(text, { storeId, authorization, headers });
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data.outcome;
  }
  const quote = JSON.stringify;
  const register = async (email: string, input: Record<string, unknown> = {}) => {
    const { data, errors } = await query<{ registerCustomer: Outcome }>(
      `mutation ($input: RegisterCustomerInput!) { registerCustomer(input: $input) { __typename ${failure}
        ... on InvalidInputError { fieldErrors { path code message } }
        ... on PasswordPolicyError { minLength breached } } }`,
      { storeId, variables: { input: { email, password, ...input } } },
    );
    if (errors) throw new Error(JSON.stringify(errors));
    return data.registerCustomer;
  };
  const loginText = `mutation ($email: String!, $password: String!) {
    outcome: login(email: $email, password: $password) {
      __typename ${failure} ... on LoginThrottledError { retryAfterSeconds } ... on AuthSession { ${sessionFields} }
    }
  }`;
  const login = async (email: string, given = password, headers?: Record<string, string>) => {
    const variables = { email, password: given };
    const { data, errors } = await query<{ outcome: Outcome }>(loginText, {
      storeId,
      variables,
      headers,
    });
    if (errors) throw new Error(JSON.stringify(errors));
    return data.outcome;
  };
  const signIn = async (email: string, given = password, headers?: Record<string, string>) => {
    const session = authSession.parse(await login(email, given, headers));
    return { ...session, authorization: `Bearer ${session.accessToken}` };
  };
  return {
    mutate,
    register,
    login,
    signIn,
    verify: (token: string | null) =>
      mutate(
        `verifyEmail(token: ${quote(token)})`,
        '... on CustomerPayload { customer { id emailVerified } }',
      ),
    refresh: (refreshToken: string) =>
      mutate(
        `refreshSession(refreshToken: ${quote(refreshToken)})`,
        `${failure} ... on TokenJustUsedError { retryAfterSeconds } ... on AuthSession { ${sessionFields} }`,
      ),
    /** A customer who has registered, verified the address and signed in. */
    newCustomer: async (email: string, input: Record<string, unknown> = {}) => {
      await register(email, input);
      const { token } = await mailbox.newest(email, 'verify-email');
      await mutate(`verifyEmail(token: ${quote(token)})`);
      return signIn(email, typeof input.password === 'string' ? input.password : password);
    },
  };
}
export type Storefront = ReturnType<typeof createStorefront>;
