import { parseInput, type InvalidInputError } from '@customer-graph/subgraph';
import { language } from '@customer-graph/text';
import { z } from 'zod';
import { skipNumber } from '../db/counters.ts';
import { findCustomerByEmail, unlessTaken } from '../db/customers.ts';
import { requestAccepted, type RequestAccepted } from './answers.ts';
import type { Customer } from './customer.ts';
import { email, profile, type Email } from './fields.ts';
import { mailVerification } from './mail-link.ts';
import type { Module } from './module.ts';
import { openAccount } from './open-account.ts';
import { passwordFault, type PasswordPolicyError } from './password-policy.ts';
import { registerKnownAddress } from './register-known-address.ts';
import type { Registration } from './registration.ts';

const registration = profile.extend({
  email,
  password: z.string(),
  preferredLanguage: language.nullish(),
  marketingConsent: z.boolean().nullish(),
});

export interface RegisterCustomer {
  readonly storeId: string;
  readonly input: unknown;
  readonly clientAddress: string | null;
}

/**
 * Opens an account, or for a known address keeps the registration until the link in its mail is opened. Answers the same in
 * both cases, in content and in the time of one hash.
 */
export async function registerCustomer(
  module: Module,
  { storeId, input, clientAddress }: RegisterCustomer,
): Promise<RequestAccepted | InvalidInputError | PasswordPolicyError> {
  const parsed = parseInput(registration, input);
  if (!parsed.ok) return parsed.error;
  const { email, password, ...entered } = parsed.value;
  const known = { ...entered, email: email.normal };
  const path = ['input', 'password'];
  const fault = passwordFault(module.settingsOf(storeId), { password, path, known });
  if (fault) return fault;
  await module.throttle.request(storeId, clientAddress);
  const passwordHash = await module.passwords.hash(password);
  const registered = { ...toRegistration(entered), passwordHash };
  const opened = await module.openings(() =>
    unlessTaken(() => openUnlessKnown(module, storeId, email, registered), null),
  );
  module.background.run('registration mail', () =>
    opened
      ? mailVerification(module, opened)
      : registerKnownAddress(module, storeId, email, registered),
  );
  return requestAccepted('A message is on its way to the address; it tells how to go on.');
}

/** Field by field, so that nothing else comes in with an input. */
const toRegistration = (entered: Omit<z.output<typeof registration>, 'email' | 'password'>) => ({
  firstName: entered.firstName ?? null,
  lastName: entered.lastName ?? null,
  phone: entered.phone ?? null,
  preferredLanguage: entered.preferredLanguage ?? null,
  marketingConsent: entered.marketingConsent ?? null,
});

function openUnlessKnown(
  { db }: Module,
  storeId: string,
  email: Email,
  registered: Registration,
): Promise<Customer | null> {
  return db.prisma.$transaction(async (tx) => {
    // A known address takes the same lock and commits a write too: else the time of a commit would tell.
    if (await findCustomerByEmail(tx, storeId, email.normal)) {
      await skipNumber(tx, storeId, 'customer');
      return null;
    }
    return openAccount(tx, storeId, email, registered);
  });
}
