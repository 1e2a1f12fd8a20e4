import { isId, scopeOf } from '@customer-graph/subgraph';
import type { QueryResolvers } from '../../generated/resolvers.ts';
import { listAccounts } from '../domain/list-accounts.ts';
import { simulateEarning } from '../domain/simulate-earning.ts';

export const Query: QueryResolvers = {
  loyaltyProgram: (_parent, _args, { program }) => program(),
  simulateEarning: async (_parent, { amount, customerId }, context) => {
    const { principal, program, accountsOf, module } = context;
    if (customerId != null) scopeOf(context, 'loyalty:read');
    const id = customerId ?? (principal?.kind === 'customer' ? principal.id : null);
    const account = id !== null && isId(id) ? await accountsOf.load(id) : null;
    return simulateEarning(await program(), account, amount, module.clock());
  },
  loyaltyAccount: (_parent, { id }, { accounts }) => (isId(id) ? accounts.load(id) : null),
  loyaltyAccounts: async (_parent, args, { module, program }) =>
    listAccounts(module, await program(), args),
};
