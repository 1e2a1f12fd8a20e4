import { dictionary } from '@zxcvbn-ts/language-common';
import { isTooLong, normalPassword, passwordLength } from './passwords.ts';

export interface PasswordPolicyError {
  readonly __typename: 'PasswordPolicyError';
  readonly message: string;
  readonly minLength: number;
  /** The password is one that attackers try first. */
  readonly breached: boolean;
}

const common = new Set(dictionary['passwords-common']);
const repeated = /^(.+?)\1+$/u;

/** Null when the password meets the rules: long enough for the store, not endless, not one that everybody uses. */
export function passwordFault(password: string, minLength: number): PasswordPolicyError | null {
  if (isTooLong(password)) return fault('A password has at most 1,024 characters.', minLength);
  if (passwordLength(password) < minLength)
    return fault(`A password has at least ${minLength} characters.`, minLength);
  if (isCommon(password))
    return fault('Attackers try this password first; choose another.', minLength, true);
  return null;
}

/** Also true for a common or very short piece repeated, the usual way to make one of them long enough. */
function isCommon(password: string): boolean {
  const text = normalPassword(password).toLowerCase();
  const [, piece = text] = repeated.exec(text) ?? [];
  return common.has(text) || (piece !== text && (piece.length < 4 || common.has(piece)));
}

const fault = (message: string, minLength: number, breached = false): PasswordPolicyError => ({
  __typename: 'PasswordPolicyError',
  message,
  minLength,
  breached,
});
