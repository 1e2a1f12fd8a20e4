import { newId } from '@customer-graph/subgraph';
import { recordConsent } from '../db/consents.ts';
import { nextNumber } from '../db/counters.ts';
import { insertCustomer } from '../db/customers.ts';
import type { Transaction } from '../db/database.ts';
import { recordHistory } from '../db/history.ts';
import { formatCustomerNumber, type Customer } from './customer.ts';
import type { Email } from './fields.ts';
import type { Registration } from './registration.ts';

const source = 'registration';

/** Opens an account with what was entered to register it; that the address belongs to who entered it is not proven. */
export async function openAccount(
  tx: Transaction,
  storeId: string,
  email: Email,
  { marketingConsent, ...registration }: Registration,
): Promise<Customer> {
  const number = await nextNumber(tx, storeId, 'customer');
  const now = new Date();
  const consent = { marketingConsentAt: now, marketingConsentSource: source };
  const customer = await insertCustomer(tx, {
    ...registration,
    id: newId(),
    storeId,
    customerNumber: formatCustomerNumber(number),
    email: email.typed,
    emailNormal: email.normal,
    unprovenRegistrations: 1,
    ...(marketingConsent && { ...consent, marketingConsent }),
  });
  if (marketingConsent)
    await recordConsent(tx, customer, { granted: true, source, changedAt: now });
  await recordHistory(tx, customer, { type: 'REGISTERED', actor: `customer:${customer.id}` });
  return customer;
}
