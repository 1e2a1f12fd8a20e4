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
import { changeCustomer } from '../db/customers.ts';
import { subjects } from '../db/database.ts';
import { recordHistory } from '../db/history.ts';
import { changeConsent } from './change-consent.ts';
import { customerPayload, type CustomerPayload } from './customer.ts';
import { lockEditable } from './editable.ts';
import { language, optionalLine } from '@customer-graph/text';
import type { Module } from './module.ts';

const preferences = z.object({
  preferredLanguage: language.nullish(),
  marketingConsent: z.boolean().nullish(),
  marketingConsentSource: optionalLine(50).nullish(),
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
  return transactional(db.writerOf(subjects.customer(customerId)), async (tx): Promise<Result> => {
    const customer = await lockEditable(tx, { storeId, customerId }, customerId);
    if (!customer) return notFound('customer');
    if (expectedVersion != null && expectedVersion !== customer.version)
      return versionConflict(customer.version);
    const source = marketingConsentSource ?? 'preferences';
    const change = {
      ...(preferredLanguage !== undefined &&
        preferredLanguage !== customer.preferredLanguage && { preferredLanguage }),
      ...(await changeConsent(tx, customer, { granted: marketingConsent, source })),
    };
    if (Object.keys(change).length === 0) return customerPayload(customer);
    const actor = `customer:${customerId}`;
    await recordHistory(tx, customer, { type: 'PREFERENCES_CHANGED', actor });
    return customerPayload(await changeCustomer(tx, customer, change));
  });
}
