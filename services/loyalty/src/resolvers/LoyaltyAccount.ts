import { isId, parseLimit } from '@customer-graph/subgraph';
import type { LoyaltyAccountResolvers } from '../../generated/resolvers.ts';
import { accountMetrics } from '../domain/account-metrics.ts';
import { startOfDayAfter } from '../domain/days.ts';
import { tierByKey } from '../domain/program.ts';
import { tierProgress } from '../domain/tiers.ts';

const furthest = 3_660;

export const LoyaltyAccount: LoyaltyAccountResolvers = {
  __resolveReference: ({ id }, { accounts }) => (isId(id) ? accounts.load(id) : null),
  customer: ({ customerId }) => ({ __typename: 'Customer', id: customerId }),
  balance: (account) => account,
  tier: ({ tier, tierKey }, _args, { program }) =>
    tier?.key === tierKey ? tier : program().then((rules) => tierByKey(rules, tierKey)),
  tierProgress: async (account, _args, { program, qualifyingPoints, oldestNeeded, module }) => {
    const { id, tierKey } = account;
    const [rules, points] = await Promise.all([program(), qualifyingPoints.load(id)]);
    const { minQualifyingPoints: least } = tierByKey(rules, tierKey);
    const moves = rules.tierWindow === 'ROLLING' && least > 0;
    const needed = moves ? await oldestNeeded.load({ id, least }) : null;
    return tierProgress(rules, account, { points, oldestNeeded: needed }, module.clock());
  },
  entries: ({ id }, args, { pages }) => pages(args).load(id),
  expiring: async ({ id }, { withinDays }, { expiring, program, module }) => {
    const days = parseLimit(withinDays, 'withinDays', 30, furthest);
    const { timeZone } = await program();
    return expiring(startOfDayAfter(module.clock(), days + 1, timeZone)).load(id);
  },
  holds: ({ id }, _args, { holds }) => holds.load(id),
  metrics: accountMetrics,
};
