import { createClient } from '../api/client.ts';
import { SignOutDocument } from '../generated/graphql.ts';
import { anonymous } from '../api/client.ts';
import { customerCredentials } from './renewal.ts';
import { sessionStore } from './session-store.ts';

export const customerClient = createClient(customerCredentials);

/** Ends the session here at once, and at the service when it can be reached. */
export async function signOut(): Promise<void> {
  const { session } = sessionStore.state();
  sessionStore.clear();
  await customerClient.clearStore();
  if (!session) return;
  const variables = { refreshToken: session.refreshToken };
  await anonymous.mutate({ mutation: SignOutDocument, variables }).catch(() => undefined);
}
