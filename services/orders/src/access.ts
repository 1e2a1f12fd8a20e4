import {
  anyone,
  customerOnly,
  ownOr,
  permitted,
  signedIn,
  type AccessRules,
} from '@customer-graph/subgraph';

/** Who may use which field. A field that needs a rule and is missing here can be used by nobody. */
export const rules: AccessRules = {
  Query: {
    // Guests come with a token instead of a name: what is shown is decided by token, owner or permission.
    order: anyone,
    orderByNumber: permitted('orders:read'),
    orders: permitted('orders:read'),
  },
  Mutation: {
    placeOrder: permitted('orders:write'),
    transitionOrder: permitted('orders:write'),
    cancelOrder: ownOr('orders:write'),
    recordPayment: permitted('orders:write'),
    recordRefund: permitted('orders:write'),
    addOrderNote: permitted('orders:write'),
    requestGuestOrderAccess: anyone,
    claimGuestOrders: customerOnly,
  },
  Order: { __resolveReference: ownOr('orders:read') },
  Customer: {
    __resolveReference: signedIn,
    orders: ownOr('orders:read'),
    recentOrders: ownOr('orders:read'),
    orderCount: ownOr('orders:read'),
    orderMetrics: ownOr('orders:read'),
  },
};

/** Types of other modules that this one adds fields to. */
export const contributes = ['Customer'];
