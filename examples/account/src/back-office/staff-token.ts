import { useSyncExternalStore } from 'react';
import { createClient } from '../api/client.ts';

interface StaffState {
  readonly token: string;
  /** The token was refused; the screen stays, with what was typed. */
  readonly refused: boolean;
}

const key = 'back-office.token';
const listeners = new Set<() => void>();
// For as long as the tab is open: staff tokens come from a sign-in of their own, which this example does not have.
let state: StaffState = { token: sessionStorage.getItem(key) ?? '', refused: false };

function change(next: StaffState): void {
  state = next;
  sessionStorage.setItem(key, next.refused ? '' : next.token);
  for (const listener of listeners) listener();
}

export const staffClient = createClient({
  async current() {
    return state.token;
  },
  async renew() {
    change({ token: state.token, refused: true });
    return undefined;
  },
});

export function useStaff(): StaffState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

export async function enterToken(token: string): Promise<void> {
  const wasOut = state.token === '';
  if (wasOut) await staffClient.clearStore();
  change({ token: token.trim(), refused: false });
  if (!wasOut) await staffClient.refetchQueries({ include: 'active' }).catch(() => undefined);
}

export async function leaveBackOffice(): Promise<void> {
  change({ token: '', refused: false });
  await staffClient.clearStore();
}
