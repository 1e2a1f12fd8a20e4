import { newId, parseInput, type InvalidInputError } from '@customer-graph/subgraph';
import { z } from 'zod';
import { recordConsent } from '../db/consents.ts';
import { nextNumber, skipNumber } from '../db/counters.ts';
import { findCustomerByEmail, insertCustomer, unlessTaken } from '../db/customers.ts';
import { recordHistory } from '../db/history.ts';
import { requestAccepted, type RequestAccepted } from './answers.ts';
import { formatCustomerNumber, isReachable, type Customer } from './customer.ts';
import { email, language, profile } from './fields.ts';
import { mailVerification } from './mail-link.ts';
import type { Module } from './module.ts';
import { passwordFault, type PasswordPolicyError } from './password-policy.ts';

const registration = profile.extend({
  email,
  password: z.string(),
  preferredLanguage: language.nullish(),
  marketingConsent: z.boolean().nullish(),
});
type Registration = z.output<typeof registration>;

export interface RegisterCustomer {
  readonly storeId: string;
  readonly input: unknown;
  readonly clientAddress: string | null;
}

/** Opens an account; a known address changes nothing and answers the same, in content and in the time of one hash. */
export async function registerCustomer(
  module: Module,
  { storeId, input, clientAddress }: RegisterCustomer,
): Promise<RequestAccepted | InvalidInputError | PasswordPolicyError> {
  const parsed = parseInput(registration, input);
  if (!parsed.ok) return parsed.error;
  const fault = passwordFault(parsed.value.password, module.settingsOf(storeId).passwordMinLength);
  if (fault) return fault;
  await module.throttle.request(storeId, clientAddress);
  const passwordHash = await module.passwords.hash(parsed.value.password);
  const opened = await module.openings(() =>
    unlessTaken(() => openAccount(module, storeId, parsed.value, passwordHash), null),
  );
  module.background.run('registration mail', () =>
    opened
      ? mailVerification(module, opened)
      : tellOwner(module, storeId, parsed.value.email.normal),
  );
  return requestAccepted('A message is on its way to the address; it tells how to go on.');
}

function openAccount(
  { db }: Module,
  storeId: string,
  { email, firstName, lastName, phone, preferredLanguage, marketingConsent }: Registration,
  passwordHash: string,
): Promise<Customer | null> {
  return db.prisma.$transaction(async (tx) => {
    // A known address takes the same lock and commits a write too: else the time of a commit would tell.
    if (await findCustomerByEmail(tx, storeId, email.normal)) {
      await skipNumber(tx, storeId, 'customer');
      return null;
    }
    const number = await nextNumber(tx, storeId, 'customer');
    const now = new Date();
    const consent = { marketingConsent: true, marketingConsentAt: now };
    const customer = await insertCustomer(tx, {
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
      ...(marketingConsent && { ...consent, marketingConsentSource: 'registration' }),
    });
    if (marketingConsent)
      await recordConsent(tx, customer, { granted: true, source: 'registration', changedAt: now });
    await recordHistory(tx, customer, { type: 'REGISTERED', actor: `customer:${customer.id}` });
    return customer;
  });
}

/** Whoever owns a known address learns that somebody entered it: a new link when it is not verified yet. */
export async function tellOwner(
  module: Module,
  storeId: string,
  emailNormal: string,
): Promise<void> {
  const { db, postbox, throttle } = module;
  const owner = await findCustomerByEmail(db.prisma, storeId, emailNormal);
  if (!isReachable(owner)) return;
  if (!owner.emailVerifiedAt) return mailVerification(module, owner);
  if (!(await throttle.allowsMail(storeId, emailNormal))) return;
  const { email: to, preferredLanguage: language } = owner;
  postbox.post({ storeId, kind: 'already-registered', to, language });
}
