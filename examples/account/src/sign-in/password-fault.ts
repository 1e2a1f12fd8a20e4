import type { Messages } from '../i18n/language.tsx';
import type { Fault } from '../ui/faults.ts';

/** Why the store does not take a new password. */
export function passwordFault(
  { signIn }: Messages,
  field: string,
  { minLength, breached }: { readonly minLength: number; readonly breached: boolean },
): Fault {
  return { field, text: breached ? signIn.breached : signIn.policy(minLength) };
}
