import { newId, parseInput, type InvalidInputError } from '@customer-graph/subgraph';
import { z } from 'zod';
import { nextNumber } from '../db/counters.ts';
import { ignoringUniqueViolation, insertCustomer } from '../db/customers.ts';
import { formatCustomerNumber } from './customer.ts';
import { email, profile } from './fields.ts';
import type { Module } from './module.ts';

const registration = profile.extend({
  email,
  password: z.string(),
  preferredLanguage: z.string().max(35).nullish(),
});

export interface PasswordPolicyError {
  readonly __typename: 'PasswordPolicyError';
  readonly message: string;
  readonly minLength: number;
}
export interface RequestAccepted {
  readonly __typename: 'RequestAccepted';
  readonly message: string;
}

const accepted: RequestAccepted = {
  __typename: 'RequestAccepted',
  message: 'If the address is new, the account is open now.',
};

/** Opens an account; a known address changes nothing and answers the same, in content and in the time of one hash. */
export async function registerCustomer(
  { db, passwords, settingsOf }: Module,
  storeId: string,
  input: unknown,
): Promise<RequestAccepted | InvalidInputError | PasswordPolicyError> {
  const parsed = parseInput(registration, input);
  if (!parsed.ok) return parsed.error;
  const { email, password, firstName, lastName, phone, preferredLanguage } = parsed.value;
  const { passwordMinLength: minLength } = settingsOf(storeId);
  if (!passwords.allows(password, minLength)) return passwordPolicy(minLength);
  const passwordHash = await passwords.hash(password);
  await ignoringUniqueViolation(() =>
    db.prisma.$transaction(async (tx) => {
      const number = await nextNumber(tx, storeId, 'customer');
      await insertCustomer(tx, {
        id: newId(),
        storeId,
        customerNumber: formatCustomerNumber(number),
        email: email.typed,
        emailNormal: email.normal,
        passwordHash,
        firstName: firstName ?? null,
        lastName: lastName ?? null,
        phone: phone ?? null,
        preferredLanguage: preferredLanguage ?? null,
      });
    }),
  );
  return accepted;
}

const passwordPolicy = (minLength: number): PasswordPolicyError => ({
  __typename: 'PasswordPolicyError',
  message: `A password has at least ${minLength} characters.`,
  minLength,
});
