import type { FieldError, FieldErrorCode } from '@customer-graph/subgraph';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as english } from '@zxcvbn-ts/language-en';
import type { StoreSettings } from '../config.ts';
import { isTooLong, normalPassword, passwordLength } from './passwords.ts';

export interface PasswordPolicyError {
  readonly __typename: 'PasswordPolicyError';
  readonly message: string;
  readonly minLength: number;
  /** The password is one that attackers try early. */
  readonly breached: boolean;
  readonly fieldErrors: FieldError[];
}

/** What others know of who sets a password, or find out first. */
export interface Known {
  readonly email: string | null;
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  readonly phone?: string | null | undefined;
}

export interface NewPassword {
  readonly password: string;
  /** Where the password is among the arguments. */
  readonly path: string[];
  readonly known: Known;
}

// Its time grows steeply with both bounds; what they leave out only makes a long password count as less than it is.
const bounds = { maxLength: 64, l33tMaxSubstitutions: 8 };
const estimator = new ZxcvbnFactory({
  dictionary: { ...common, ...english },
  graphs: adjacencyGraphs,
  ...bounds,
});
/** Guesses that a password withstands, as a power of ten; a store with shorter passwords gets what their length allows. */
const strength = 10;

/** Null when the password meets the rules: long enough for the store, not endless, not easy to guess. */
export function passwordFault(
  { id, name, passwordMinLength: minLength }: StoreSettings,
  { password, path, known }: NewPassword,
): PasswordPolicyError | null {
  const fault = (code: FieldErrorCode, message: string): PasswordPolicyError => ({
    __typename: 'PasswordPolicyError',
    message,
    minLength,
    breached: code === 'TOO_GUESSABLE',
    fieldErrors: [{ path, code, message }],
  });
  if (isTooLong(password))
    return fault('TOO_LONG', 'The password must have at most 1,024 characters.');
  if (passwordLength(password) < minLength)
    return fault('TOO_SHORT', `The password must have at least ${minLength} characters.`);
  const inputs = [...wordsOf(known), id, ...(name ? [name, ...parts(name)] : [])];
  const { guesses } = estimator.check(normalPassword(password), inputs);
  if (guesses < 10 ** Math.min(strength, minLength))
    return fault(
      'TOO_GUESSABLE',
      'This password is easy to guess. Use four or more unrelated words, without names, dates, repetitions or keys in a row.',
    );
  return null;
}

const wordsOf = ({ email, firstName, lastName, phone }: Known): string[] => {
  const whole = [email, firstName, lastName, phone, firstName && lastName && firstName + lastName];
  return whole.flatMap((text) => (text ? [text, ...parts(text)] : []));
};

/** Pieces of three and more letters or digits; shorter ones would turn up in anything. */
const parts = (text: string): string[] => text.match(/[\p{L}\p{N}]{3,}/gu) ?? [];
