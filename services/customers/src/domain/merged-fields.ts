import type { CustomerChange } from '../db/customers.ts';
import type { Customer } from './customer.ts';

/**
 * What a customer takes over from one that is merged into it, field by field. Its own e-mail address, verification, password,
 * number and times stay: the other address loses its account, and a verification belongs to an address. What it does not say
 * about itself is taken from the other one; names go together, since halves of two names make a third.
 */
export function mergedFields(source: Customer, target: Customer): CustomerChange {
  const unnamed = target.firstName === null && target.lastName === null;
  return {
    ...(unnamed && { firstName: source.firstName, lastName: source.lastName }),
    phone: target.phone ?? source.phone,
    preferredLanguage: target.preferredLanguage ?? source.preferredLanguage,
    ...(saidLater(source, target) && {
      marketingConsent: source.marketingConsent,
      marketingConsentAt: source.marketingConsentAt ?? undefined,
      marketingConsentSource: source.marketingConsentSource ?? undefined,
    }),
  };
}

/** Whether the newest word about advertising is the source's. Of two at the same moment, the withdrawal counts. */
function saidLater(source: Customer, target: Customer): boolean {
  const [of, than] = [source.marketingConsentAt, target.marketingConsentAt];
  if (of === null || than === null) return of !== null;
  return of > than || (of.getTime() === than.getTime() && !source.marketingConsent);
}
