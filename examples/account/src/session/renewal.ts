import type { Credentials } from '../api/auth-link.ts';
import { anonymous } from '../api/client.ts';
import { RenewSessionDocument } from '../generated/graphql.ts';
import { sessionOf, sessionStore, type Session } from './session-store.ts';

let running: Promise<string | undefined> | undefined;

/** However many requests ask at once, in however many tabs: a refresh token is used once. */
function renew(refused: string): Promise<string | undefined> {
  running ??= navigator.locks
    .request('account.renewal', () => renewAlone(refused))
    .finally(() => (running = undefined));
  return running;
}

async function renewAlone(refused: string): Promise<string | undefined> {
  const session = sessionStore.reread();
  if (!session) return undefined;
  if (session.accessToken !== refused) {
    // Another tab was faster.
    sessionStore.keep(session);
    return session.accessToken;
  }
  return exchange(session);
}

async function exchange(session: Session): Promise<string | undefined> {
  const { data, error } = await anonymous.mutate({
    mutation: RenewSessionDocument,
    variables: { refreshToken: session.refreshToken },
  });
  // Without an answer the session may well be alive: what asked for it fails, and the next request tries again.
  const outcome = data?.refreshSession;
  if (!outcome) throw error ?? new Error('The session was not renewed');
  switch (outcome.__typename) {
    case 'AuthSession': {
      const next = sessionOf(outcome);
      sessionStore.keep(next);
      return next.accessToken;
    }
    case 'TokenJustUsedError':
      await new Promise((resolve) => setTimeout(resolve, outcome.retryAfterSeconds * 1_000));
      return exchange(session);
    case 'InvalidTokenError':
      sessionStore.end();
      return undefined;
  }
}

/** The signed-in customer's token, renewed shortly before it ends. */
export const customerCredentials: Credentials = {
  async current() {
    const { session } = sessionStore.state();
    if (!session) return undefined;
    return Date.now() < session.renewAt ? session.accessToken : renew(session.accessToken);
  },
  renew,
};
