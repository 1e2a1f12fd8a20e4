import { useSyncExternalStore } from 'react';
import { sessionStore, type SessionState } from './session-store.ts';

/** Who is signed in. */
export function useSession(): SessionState {
  return useSyncExternalStore(sessionStore.subscribe, sessionStore.state);
}
