import type { TokensFragment } from '../generated/graphql.ts';

/** The tokens of a signed-in customer. */
export interface Session {
  readonly customerId: string;
  readonly email: string;
  readonly accessToken: string;
  /** By this browser's clock, in milliseconds since 1970. */
  readonly renewAt: number;
  readonly refreshToken: string;
}

export interface SessionState {
  readonly session: Session | null;
  /** The session ended although the customer did not sign out; the screen stays, with what was typed. */
  readonly ended: boolean;
}

const key = 'account.session';
/** Kept in place of tokens that were refused, so that other tabs can tell it from signing out. */
const endMark = '"ended"';
const listeners = new Set<() => void>();
let state: SessionState = { session: stored(), ended: false };

const margin = 20_000;
const shortest = 60_000;
const longest = 300_000;

/** Remembers tokens. The lifetime is kept within bounds, so that a wrong clock costs a renewal and nothing else. */
export function sessionOf(tokens: TokensFragment): Session {
  const left = Date.parse(tokens.accessTokenExpiresAt) - Date.now();
  const lifetime = Math.min(Math.max(left, shortest), longest);
  // Renewed tokens count, even where it could not be read whose they are.
  const { customerId, email } = state.session ?? { customerId: '', email: '' };
  return {
    customerId: tokens.customer?.id ?? customerId,
    email: tokens.customer ? (tokens.customer.email ?? '') : email,
    accessToken: tokens.accessToken,
    renewAt: Date.now() + lifetime - margin,
    refreshToken: tokens.refreshToken,
  };
}

/** In local storage, so that all tabs renew one session; the page's content security policy keeps foreign scripts out. */
function stored(): Session | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return isSession(value) ? value : null;
  } catch {
    return null;
  }
}

function isSession(value: unknown): value is Session {
  return (
    typeof value === 'object' && value !== null && 'refreshToken' in value && 'renewAt' in value
  );
}

function change(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

export const sessionStore = {
  state: () => state,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** What another tab may have stored since. */
  reread: (): Session | null => stored(),
  keep(session: Session): void {
    localStorage.setItem(key, JSON.stringify(session));
    change({ session, ended: false });
  },
  /** The customer signs out. */
  clear(): void {
    localStorage.removeItem(key);
    change({ session: null, ended: false });
  },
  /** The session cannot be renewed any more. */
  end(): void {
    localStorage.setItem(key, endMark);
    change({ session: state.session, ended: true });
  },
};

window.addEventListener('storage', (event) => {
  if (event.key !== key) return;
  const ended = event.newValue === endMark;
  change({ session: ended ? state.session : stored(), ended });
});
