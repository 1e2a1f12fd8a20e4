import {
  anyone,
  customerOnly,
  permitted,
  signedIn,
  type AccessRules,
} from '@customer-graph/subgraph';

/** Who may use which field. A root field that is missing here can be used by nobody. */
export const rules: AccessRules = {
  Query: {
    me: anyone,
    customer: permitted('customers:read'),
    customerByNumber: permitted('customers:read'),
    customers: permitted('customers:read'),
  },
  Mutation: {
    registerCustomer: anyone,
    login: anyone,
    updateMyProfile: customerOnly,
    updateCustomer: permitted('customers:write'),
    setCustomerActive: permitted('customers:write'),
  },
  Customer: { __resolveReference: signedIn },
};
