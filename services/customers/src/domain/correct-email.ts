import { normalEmail } from '@customer-graph/text';
import type { CustomerChange } from '../db/customers.ts';
import type { Transaction } from '../db/database.ts';
import { voidMailTokens } from '../db/mail-tokens.ts';
import { endSessions } from '../db/sessions.ts';
import type { Customer } from './customer.ts';
import type { Email } from './fields.ts';

/**
 * Gives a locked customer the address that staff entered. Nobody has proven it, and whoever had the one before may not be the
 * customer: so links that were mailed, sessions and the password end, and the new address gets a link to set one.
 * @returns the fields that follow; none when nothing changes
 */
export async function correctEmail(
  tx: Transaction,
  customer: Customer,
  email: Email | null | undefined,
): Promise<CustomerChange> {
  if (!email || email.typed === customer.email) return {};
  // The same address written another way has been proven as it was.
  if (customer.email !== null && email.normal === normalEmail(customer.email))
    return { email: email.typed };
  await voidMailTokens(tx, customer);
  await endSessions(tx, customer, 'PASSWORD');
  return {
    email: email.typed,
    emailNormal: email.normal,
    emailVerifiedAt: null,
    passwordHash: null,
    // What staff keeps is the customer's, whoever entered it.
    unprovenRegistrations: 0,
  };
}
