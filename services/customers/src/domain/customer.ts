import { normalEmail } from '@customer-graph/text';

export type CustomerStatus = 'ACTIVE' | 'DEACTIVATED' | 'MERGED' | 'ERASED';

/** A customer of one store. */
export interface Customer {
  readonly id: string;
  readonly storeId: string;
  readonly customerNumber: string;
  readonly status: CustomerStatus;
  readonly email: string | null;
  readonly emailVerifiedAt: Date | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly phone: string | null;
  readonly preferredLanguage: string | null;
  readonly marketingConsent: boolean;
  /** When consent was last given or withdrawn, and where; both null when never. */
  readonly marketingConsentAt: Date | null;
  readonly marketingConsentSource: string | null;
  /** Who took over, once MERGED. */
  readonly mergedInto: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A customer whose e-mail address is known, as of everyone but tombstones. */
export type ReachableCustomer = Customer & { readonly email: string };

export const isReachable = (customer: Customer | null | undefined): customer is ReachableCustomer =>
  customer?.status === 'ACTIVE' && customer.email !== null;

/** Addresses, in normal form, that a customer has shown to be its own: only by those may others be led to what is theirs. */
export const verifiedEmails = ({ email, emailVerifiedAt }: Customer): string[] =>
  email !== null && emailVerifiedAt !== null ? [normalEmail(email)] : [];

/** Merged and erased customers stay for what refers to them; nothing can be done to them. */
export const isTombstone = ({ status }: Customer): boolean =>
  status === 'MERGED' || status === 'ERASED';

/** The customer after a change. */
export interface CustomerPayload {
  readonly __typename: 'CustomerPayload';
  readonly customer: Customer;
}

export const customerPayload = (customer: Customer): CustomerPayload => ({
  __typename: 'CustomerPayload',
  customer,
});

/** Such as C-000042: the count of the store's customers, with at least six digits. */
export const formatCustomerNumber = (value: number): string =>
  `C-${String(value).padStart(6, '0')}`;

/** The form of a name that searches and sorts go by. */
export const nameKey = (name: string | null | undefined): string =>
  (name ?? '').normalize('NFKC').toLowerCase();
