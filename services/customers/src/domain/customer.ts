export const customerStatuses = ['ACTIVE', 'DEACTIVATED', 'MERGED', 'ERASED'] as const;
export type CustomerStatus = (typeof customerStatuses)[number];

/** A customer of one store. */
export interface Customer {
  readonly id: string;
  readonly storeId: string;
  readonly customerNumber: string;
  readonly status: CustomerStatus;
  readonly email: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly phone: string | null;
  readonly preferredLanguage: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The customer after a change. */
export interface CustomerPayload {
  readonly __typename: 'CustomerPayload';
  readonly customer: Customer;
}

export const customerPayload = (customer: Customer): CustomerPayload => ({
  __typename: 'CustomerPayload',
  customer,
});

/** Such as C-000042: the count of the store's customers, padded so that text sorts like the number for a million. */
export const formatCustomerNumber = (value: number): string =>
  `C-${String(value).padStart(6, '0')}`;
