import { recordConsent } from '../db/consents.ts';
import type { CustomerChange } from '../db/customers.ts';
import type { Transaction } from '../db/database.ts';
import type { Customer } from './customer.ts';

/** What somebody says about advertising; the same again is no change. */
export interface Consent {
  readonly granted: boolean | null | undefined;
  readonly source: string;
}

/** Records a change of a locked customer's consent. @returns the fields that follow from it */
export async function changeConsent(
  tx: Transaction,
  customer: Customer,
  { granted, source }: Consent,
): Promise<CustomerChange> {
  if (granted == null || granted === customer.marketingConsent) return {};
  const changedAt = new Date();
  await recordConsent(tx, customer, { granted, source, changedAt });
  return {
    marketingConsent: granted,
    marketingConsentAt: changedAt,
    marketingConsentSource: source,
  };
}
