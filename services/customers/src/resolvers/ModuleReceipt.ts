import type { ModuleReceiptResolvers } from '../../generated/resolvers.ts';

export const ModuleReceipt: ModuleReceiptResolvers = {
  heldSince: ({ status, heldAt }) => (status === 'HELD' ? heldAt : null),
};
