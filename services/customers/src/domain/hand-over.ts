import { recordConsent, removeConsents } from '../db/consents.ts';
import { changeCustomer, type Credentials, type CustomerChange } from '../db/customers.ts';
import type { Transaction } from '../db/database.ts';
import { recordHistory } from '../db/history.ts';
import { endSessions, hasSessions } from '../db/sessions.ts';
import type { Customer } from './customer.ts';
import { endUnproven } from './end-unproven.ts';
import type { Email } from './fields.ts';
import type { Account } from './mail-token.ts';
import { openAccount } from './open-account.ts';
import type { Registration } from './registration.ts';

/** An address that was proven, with what came with the proof. */
export interface Proof {
  readonly email: Email;
  readonly registration: Registration;
  readonly event: 'REGISTERED' | 'PASSWORD_RESET';
}

/** True when somebody has proven the address and can sign in: nobody else can register it. */
export const hasOwner = ({ customer, passwordHash }: Credentials): boolean =>
  customer.emailVerifiedAt !== null && passwordHash !== null;

/**
 * Hands a locked account over to who has just proven its address. The password is the one that came with the proof, and all
 * sessions end. What an unproven registrant entered goes; what staff or a proven owner entered stays unless it came anew.
 */
export async function handOver(tx: Transaction, account: Account, proof: Proof): Promise<Customer> {
  const { customer, unprovenRegistrations } = account;
  if (unprovenRegistrations === 0) return complete(tx, customer, proof);
  // Access tokens of the registrant outlive their sessions, so who takes over gets an account that they do not speak for.
  if (await hasSessions(tx, customer)) return replace(tx, customer, proof);
  await removeConsents(tx, customer);
  const { firstName, lastName, phone, preferredLanguage } = proof.registration;
  const nobodys = { marketingConsent: false, marketingConsentAt: null };
  return settle(tx, { ...customer, ...nobodys }, proof, {
    ...{ firstName, lastName, phone, preferredLanguage },
    ...{ ...nobodys, marketingConsentSource: null },
  });
}

async function complete(tx: Transaction, customer: Customer, proof: Proof): Promise<Customer> {
  const { firstName, lastName, phone, preferredLanguage } = proof.registration;
  await endSessions(tx, customer, 'PASSWORD');
  return settle(tx, customer, proof, {
    firstName: firstName ?? undefined,
    lastName: lastName ?? undefined,
    phone: phone ?? undefined,
    preferredLanguage: preferredLanguage ?? undefined,
  });
}

async function replace(tx: Transaction, customer: Customer, proof: Proof): Promise<Customer> {
  const { storeId, id } = customer;
  // Until the address is free, the id of who has it stands in for it.
  const opened = await openAccount(tx, storeId, { ...proof.email, normal: id }, proof.registration);
  await endUnproven(tx, customer, opened.id);
  return changeCustomer(tx, opened, { ...proven(opened), emailNormal: proof.email.normal });
}

/** Writes what came with the proof over the rest of the change. */
async function settle(
  tx: Transaction,
  customer: Customer,
  { email, registration, event }: Proof,
  change: CustomerChange,
): Promise<Customer> {
  const actor = `customer:${customer.id}`;
  const { passwordHash, marketingConsent: granted } = registration;
  const data = {
    ...change,
    ...proven(customer),
    ...(email.typed !== customer.email && { email: email.typed, emailNormal: email.normal }),
    passwordHash,
  };
  await recordHistory(tx, customer, { type: event, actor });
  if (granted === null || granted === customer.marketingConsent)
    return changeCustomer(tx, customer, data);
  const source = 'registration';
  const changedAt = new Date();
  await recordConsent(tx, customer, { granted, source, changedAt });
  const origin = { marketingConsentAt: changedAt, marketingConsentSource: source };
  return changeCustomer(tx, customer, { ...data, ...origin, marketingConsent: granted });
}

const proven = ({ emailVerifiedAt }: Customer): CustomerChange => ({
  emailVerifiedAt: emailVerifiedAt ?? new Date(),
  unprovenRegistrations: 0,
});
