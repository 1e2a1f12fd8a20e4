import {
  idempotent,
  newId,
  parseInput,
  type IdempotencyKeyReusedError,
  type InvalidInputError,
  type Scope,
} from '@customer-graph/subgraph';
import { language, optionalLine } from '@customer-graph/text';
import { z } from 'zod';
import { recordConsent } from '../db/consents.ts';
import { nextNumber } from '../db/counters.ts';
import {
  findCustomerByEmail,
  findCustomers,
  insertCustomer,
  unlessTaken,
} from '../db/customers.ts';
import { recordHistory } from '../db/history.ts';
import { subjects, type Transaction } from '../db/database.ts';
import { emailTaken, type EmailTakenError } from './answers.ts';
import {
  customerPayload,
  formatCustomerNumber,
  type Customer,
  type CustomerPayload,
} from './customer.ts';
import { addAddress } from './create-address.ts';
import { email, postalAddress, profile } from './fields.ts';
import { requestLink } from './mail-link.ts';
import type { Module } from './module.ts';

const newAccount = profile.extend({
  email,
  preferredLanguage: language.nullish(),
  marketingConsent: z.boolean().nullish(),
  marketingConsentSource: optionalLine(50).nullish(),
  address: postalAddress.nullish(),
  sendInvitation: z.boolean().nullish(),
});

export interface CreateCustomer {
  readonly scope: Scope;
  readonly input: unknown;
  readonly idempotencyKey: string;
}
type Result = CustomerPayload | InvalidInputError | EmailTakenError | IdempotencyKeyReusedError;

/** Opens an account without a password, once per key; the customer sets one by the link in the invitation. */
export async function createCustomer(
  module: Module,
  { scope: { storeId, actor }, input, idempotencyKey: key }: CreateCustomer,
): Promise<Result> {
  const parsed = parseInput(newAccount, input);
  if (!parsed.ok) return parsed.error;
  const { sendInvitation, ...account } = parsed.value;
  return unlessTaken(
    () =>
      idempotent(
        module.db.writerOf(subjects.numbers(storeId)),
        { storeId, actor, operation: 'createCustomer', key, input: parsed.value },
        async (tx): Promise<CustomerPayload | EmailTakenError> => {
          if (await findCustomerByEmail(tx, storeId, account.email.normal)) return emailTaken();
          const customer = await open(tx, { storeId, actor }, account);
          if (sendInvitation !== false) await requestLink(tx, customer, 'invitation');
          return customerPayload(customer);
        },
        {
          idOf: ({ customer }) => customer.id,
          read: async (id) => customerPayload(await readBack(module, storeId, id)),
        },
      ),
    emailTaken(),
  );
}

async function open(
  tx: Transaction,
  { storeId, actor }: Pick<Scope, 'storeId' | 'actor'>,
  { email, ...account }: Omit<z.output<typeof newAccount>, 'sendInvitation'>,
): Promise<Customer> {
  const consentedAt = account.marketingConsent ? new Date() : null;
  const source = account.marketingConsentSource ?? actor.split(':')[0] ?? actor;
  const number = await nextNumber(tx, storeId, 'customer');
  const customer = await insertCustomer(tx, {
    id: newId(),
    storeId,
    customerNumber: formatCustomerNumber(number),
    email: email.typed,
    emailNormal: email.normal,
    firstName: account.firstName,
    lastName: account.lastName,
    phone: account.phone,
    preferredLanguage: account.preferredLanguage,
    ...(consentedAt && {
      marketingConsent: true,
      marketingConsentAt: consentedAt,
      marketingConsentSource: source,
    }),
  });
  await recordHistory(tx, customer, { type: 'CREATED', actor });
  if (consentedAt)
    await recordConsent(tx, customer, { granted: true, source, changedAt: consentedAt });
  if (account.address) await addAddress(tx, customer, account.address);
  return customer;
}

async function readBack({ db }: Module, storeId: string, id: string): Promise<Customer> {
  const [customer] = await findCustomers(db, storeId, [id]);
  if (!customer) throw new Error('the customer of an idempotency key is gone');
  return customer;
}
