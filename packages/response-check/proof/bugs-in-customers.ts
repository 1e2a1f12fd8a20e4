import type { Bug } from './edit.ts';

export const bugsInCustomers: readonly Bug[] = [
  {
    subject: 'Call deactivated customers active',
    file: 'services/customers/src/resolvers/Customer.ts',
    find: "isActive: ({ status }) => status === 'ACTIVE'",
    put: "isActive: ({ status }) => status !== 'MERGED'",
    shows: 'isActive',
  },
  {
    subject: 'Return null where there is no privacy request',
    file: 'services/customers/src/resolvers/Customer.ts',
    find: '? [...(await privacyRequests.load(id))]',
    put: '? (await privacyRequests.load(id)).length === 0 ? null : [...(await privacyRequests.load(id))]',
    shows: 'CustomerFile:data.customerByNumber.privacyRequests',
  },
  {
    subject: 'Swap given name and family name',
    file: 'services/customers/src/resolvers/Customer.ts',
    find: 'firstName: ({ firstName }, _args, { principal }) =>',
    put: 'firstName: ({ lastName: firstName }, _args, { principal }) =>',
    shows: 'firstName',
  },
  {
    subject: 'Show the newest address first',
    file: 'services/customers/src/db/addresses.ts',
    find: 'ORDER BY created_at, id`',
    put: 'ORDER BY created_at DESC, id DESC`',
    shows: 'addresses[]',
  },
  {
    subject: 'Turn the filter by verified address round',
    file: 'services/customers/src/db/search-customers.ts',
    find: "email_verified_at IS ${emailVerified ? 'NOT NULL' : 'NULL'}",
    put: "email_verified_at IS ${emailVerified ? 'NULL' : 'NOT NULL'}",
    shows: 'Customers:data.customers',
  },
  {
    subject: 'Lose the reason for which an account is closed',
    file: 'services/customers/src/domain/set-customer-active.ts',
    find: 'detail: parsed.value ?? null',
    put: 'detail: parsed.value?.slice(0, 0) ?? null',
    shows: 'history.edges[].node.detail',
  },
  {
    subject: 'Let customers read each other',
    file: 'services/customers/src/access.ts',
    find: "customer: permitted('customers:read')",
    put: 'customer: signedIn',
    shows: 'customer:BackOfficeCustomer:',
  },
];
