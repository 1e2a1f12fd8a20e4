import { addJob, task, type Task } from '@customer-graph/jobs';
import { parseInput, type InvalidInputError } from '@customer-graph/subgraph';
import { language } from '@customer-graph/text';
import { z } from 'zod';
import { skipNumber } from '../db/counters.ts';
import { findCustomerByEmail, findCustomers, unlessTaken } from '../db/customers.ts';
import { subjects } from '../db/database.ts';
import { addressKey } from '../mail/post-mail.ts';
import { requestAccepted, type RequestAccepted } from './answers.ts';
import { email, profile } from './fields.ts';
import { mailLink } from './mail-link.ts';
import { emailPayload } from './mail-request.ts';
import type { Module } from './module.ts';
import { openAccount } from './open-account.ts';
import { passwordFault, type PasswordPolicyError } from './password-policy.ts';
import { registerKnownAddress, type Registered } from './register-known-address.ts';
import { newSecret } from './secrets.ts';

const registrationInput = profile.extend({
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
  const parsed = parseInput(registrationInput, input);
  if (!parsed.ok) return parsed.error;
  const { email, password, ...entered } = parsed.value;
  const known = { ...entered, email: email.normal };
  const path = ['input', 'password'];
  const fault = passwordFault(module.settingsOf(storeId), { password, path, known });
  if (fault) return fault;
  await module.throttle.request(storeId, clientAddress);
  const passwordHash = await module.passwords.hash(password);
  const registration = { ...toRegistration(entered), passwordHash };
  const registered = { storeId, email, registration, seed: newSecret() };
  const register = () => unlessTaken(() => openUnlessKnown(module, registered), false);
  // Who is overtaken by another registration of the address finds it known now.
  if (!(await register())) await register();
  return requestAccepted('We have sent an e-mail with the next steps to this address.');
}

/** Field by field, so that nothing else comes in with an input. */
const toRegistration = (
  entered: Omit<z.output<typeof registrationInput>, 'email' | 'password'>,
) => ({
  firstName: entered.firstName ?? null,
  lastName: entered.lastName ?? null,
  phone: entered.phone ?? null,
  preferredLanguage: entered.preferredLanguage ?? null,
  marketingConsent: entered.marketingConsent ?? null,
});

function openUnlessKnown({ db }: Module, registered: Registered): Promise<boolean> {
  const { storeId, email, registration } = registered;
  return db.writerOf(subjects.numbers(storeId)).$transaction(async (tx) => {
    const isKnown = await findCustomerByEmail(tx, storeId, email.normal);
    // A known address takes the same lock and commits the same writes: else the time of a commit would tell.
    if (isKnown) await skipNumber(tx, storeId, 'customer');
    const opened = isKnown ? null : await openAccount(tx, storeId, email, registration);
    await addJob(tx, {
      task: 'registration',
      payload: { ...registered, openedId: opened?.id ?? null } satisfies z.output<
        typeof registrationPayload
      >,
      about: [addressKey(storeId, email.normal)],
    });
    return true;
  });
}

const text = z.string().nullable();
const registrationPayload = z.object({
  storeId: z.string(),
  email: emailPayload,
  registration: z.object({
    passwordHash: z.string(),
    ...{ firstName: text, lastName: text, phone: text, preferredLanguage: text },
    marketingConsent: z.boolean().nullable(),
  }),
  seed: z.string(),
  /** The account that was opened; null when the address was known. */
  openedId: text,
});

export const registrationTask = (module: Module): Task =>
  task(registrationPayload, async ({ openedId, ...registered }) => {
    const { storeId, seed } = registered;
    if (openedId === null) return registerKnownAddress(module, registered);
    const [opened] = await findCustomers(module.db, storeId, [openedId]);
    if (opened) await mailLink(module, opened, 'verify-email', seed);
  });
