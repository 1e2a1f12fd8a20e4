import {
  anyone,
  customerOnly,
  forbidden,
  ownOr,
  permitted,
  requirePrincipal,
  signedIn,
  type AccessRules,
  type Rule,
} from '@customer-graph/subgraph';

const staffWrites = permitted('customers:write');
const ownAddress = ownOr('customers:write');

/** Services that know customers; the operation checks that each speaks for itself. */
const otherModule: Rule = (context) => {
  const { kind, permissions } = requirePrincipal(context);
  if (kind !== 'service' || !permissions.has('customers:read')) throw forbidden();
};

/** Who may use which field. A root field that is missing here can be used by nobody. */
export const rules: AccessRules = {
  Query: {
    me: anyone,
    customer: permitted('customers:read'),
    customerByNumber: permitted('customers:read'),
    customers: permitted('customers:read'),
    customerMergePreview: permitted('customers:read'),
    privacyRequest: ownOr('customers:read'),
    privacyRequests: permitted('customers:read'),
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
    mergeCustomers: staffWrites,
    requestMyDataExport: customerOnly,
    requestMyErasure: customerOnly,
    requestCustomerErasure: staffWrites,
    requestErasureByEmail: staffWrites,
    cancelErasure: ownOr('customers:write'),
    acknowledgePrivacyRequest: otherModule,
    holdPrivacyRequest: otherModule,
  },
  Customer: { __resolveReference: signedIn },
};
