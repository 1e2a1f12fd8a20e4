import { searchKey } from '@customer-graph/text';
import type { Customer } from '../domain/customer.ts';

type Searched = Pick<Customer, 'firstName' | 'lastName' | 'email' | 'phone' | 'customerNumber'>;

/** What a customer is searched by, as columns. */
export const searchColumns = (customer: Searched) => ({
  searchKey: searchKey({
    names: [customer.firstName, customer.lastName],
    email: customer.email,
    phone: customer.phone,
    number: customer.customerNumber,
  }),
  searchKeyCurrent: true,
});
