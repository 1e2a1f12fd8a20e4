import {
  anyone,
  customerOnly,
  ownOr,
  permitted,
  signedIn,
  type AccessRules,
} from '@customer-graph/subgraph';

const staffWrites = permitted('customers:write');
const ownAddress = ownOr('customers:write');

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
    resendEmailVerification: anyone,
    verifyEmail: anyone,
    login: anyone,
    refreshSession: anyone,
    logout: anyone,
    logoutEverywhere: customerOnly,
    endSession: customerOnly,
    requestPasswordReset: anyone,
    resetPassword: anyone,
    changePassword: customerOnly,
    requestEmailChange: customerOnly,
    confirmEmailChange: anyone,
    updateMyProfile: customerOnly,
    updateMyPreferences: customerOnly,
    createAddress: ownAddress,
    updateAddress: ownAddress,
    deleteAddress: ownAddress,
    setDefaultAddress: ownAddress,
    createCustomer: staffWrites,
    updateCustomer: staffWrites,
    setCustomerActive: staffWrites,
  },
  Customer: { __resolveReference: signedIn },
};
