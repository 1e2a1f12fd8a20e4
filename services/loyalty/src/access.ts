import { anyone, ownOr, permitted, type AccessRules } from '@customer-graph/subgraph';

/** Types of other modules that this one adds fields to. */
export const contributes = ['Customer'];

/** Who may use which field. A root or contributed field that is missing here can be used by nobody. */
export const rules: AccessRules = {
  Query: {
    loyaltyProgram: anyone,
    simulateEarning: anyone,
    loyaltyAccount: ownOr('loyalty:read'),
    loyaltyAccounts: permitted('loyalty:read'),
  },
  Mutation: {
    enrollCustomer: ownOr('loyalty:write'),
    addPoints: permitted('loyalty:write'),
    deductPoints: permitted('loyalty:write'),
    redeemPoints: ownOr('loyalty:write'),
    reverseEntry: permitted('loyalty:write'),
    holdPoints: ownOr('loyalty:write'),
    captureHold: ownOr('loyalty:write'),
    releaseHold: ownOr('loyalty:write'),
    updateLoyaltyProgram: permitted('loyalty:write'),
  },
  Customer: { loyalty: ownOr('loyalty:read') },
  LoyaltyAccount: { __resolveReference: ownOr('loyalty:read') },
  PointsEntry: { __resolveReference: ownOr('loyalty:read') },
};
