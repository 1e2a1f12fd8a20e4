export type AddressUse = 'SHIPPING' | 'BILLING';

/** A postal address without whose it is. */
export interface PostalAddress {
  readonly fullName: string | null;
  readonly company: string | null;
  readonly phone: string | null;
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly countryCode: string;
}

/** An address of a customer. */
export interface Address extends PostalAddress {
  readonly id: string;
  readonly customerId: string;
  readonly isDefaultShipping: boolean;
  readonly isDefaultBilling: boolean;
}

export const addressUses: readonly AddressUse[] = ['SHIPPING', 'BILLING'];

export const isDefaultFor = (address: Address, use: AddressUse): boolean =>
  use === 'SHIPPING' ? address.isDefaultShipping : address.isDefaultBilling;
