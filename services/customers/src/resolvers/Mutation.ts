import { requirePrincipal, requireStore } from '@customer-graph/subgraph';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import { login } from '../domain/login.ts';
import { registerCustomer } from '../domain/register-customer.ts';
import { setCustomerActive } from '../domain/set-customer-active.ts';
import { updateCustomer } from '../domain/update-customer.ts';

export const Mutation: MutationResolvers = {
  registerCustomer: (_parent, { input }, context) =>
    registerCustomer(context.module, requireStore(context), input),
  login: (_parent, { email, password }, context) =>
    login(context.module, requireStore(context), email, password),
  updateMyProfile: (_parent, { input, expectedVersion }, context) => {
    const { storeId, id } = requirePrincipal(context);
    return updateCustomer(context.module, { storeId, id, input, expectedVersion });
  },
  updateCustomer: (_parent, { id, input, expectedVersion }, context) => {
    const { storeId } = requirePrincipal(context);
    return updateCustomer(context.module, { storeId, id, input, expectedVersion });
  },
  setCustomerActive: (_parent, { id, active }, context) =>
    setCustomerActive(context.module, requirePrincipal(context).storeId, id, active),
};
