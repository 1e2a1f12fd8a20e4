import {
  notFound,
  parseInput,
  transactional,
  versionConflict,
  type InvalidInputError,
  type NotFoundError,
  type VersionConflictError,
} from '@customer-graph/subgraph';
import { z } from 'zod';
import { recordConsent } from '../db/consents.ts';
import { changeCustomer, type CustomerChange } from '../db/customers.ts';
import { recordHistory } from '../db/history.ts';
import { customerPayload, type CustomerPayload } from './customer.ts';
import { lockEditable } from './editable.ts';
import { language, line } from './fields.ts';
import type { Module } from './module.ts';

const preferences = z.object({
  preferredLanguage: language.nullish(),
  marketingConsent: z.boolean().nullish(),
  marketingConsentSource: line(50).nullish(),
});

export interface UpdatePreferences {
  readonly storeId: string;
  readonly customerId: string;
  readonly input: unknown;
  readonly expectedVersion: number | null | undefined;
}
type Result = CustomerPayload | InvalidInputError | NotFoundError | VersionConflictError;

/** Changes a customer's preferences. A change of consent is kept with time and source; saying the same again is none. */
export async function updatePreferences(
  { db }: Module,
  { storeId, customerId, input, expectedVersion }: UpdatePreferences,
): Promise<Result> {
  const parsed = parseInput(preferences, input);
  if (!parsed.ok) return parsed.error;
  const { preferredLanguage, marketingConsent, marketingConsentSource } = parsed.value;
  return transactional(db.prisma, async (tx): Promise<Result> => {
    const customer = await lockEditable(tx, { storeId, customerId }, customerId);
    if (!customer) return notFound('customer');
    if (expectedVersion != null && expectedVersion !== customer.version)
      return versionConflict(customer.version);
    let change: CustomerChange = { preferredLanguage };
    if (marketingConsent != null && marketingConsent !== customer.marketingConsent) {
      const changedAt = new Date();
      const source = marketingConsentSource ?? 'preferences';
      await recordConsent(tx, customer, { granted: marketingConsent, source, changedAt });
      const consent = { marketingConsentAt: changedAt, marketingConsentSource: source };
      change = { ...change, ...consent, marketingConsent };
    }
    const actor = `customer:${customerId}`;
    await recordHistory(tx, customer, { type: 'PREFERENCES_CHANGED', actor });
    return customerPayload(await changeCustomer(tx, customerId, change));
  });
}
