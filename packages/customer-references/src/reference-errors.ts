export type UnknownCustomerError = ReturnType<typeof unknownCustomer>;
export const unknownCustomer = (customerId: string) => ({
  __typename: 'UnknownCustomerError' as const,
  message: 'This store has no customer with this id.',
  customerId,
});

export type CustomerNotActiveError = ReturnType<typeof customerNotActive>;
export const customerNotActive = (customerId: string) => ({
  __typename: 'CustomerNotActiveError' as const,
  message: 'The account of this customer is deactivated, merged or erased.',
  customerId,
});

/** Why nothing may be written for a customer. */
export type ReferenceError = UnknownCustomerError | CustomerNotActiveError;
