import { scopeOf } from '@customer-graph/subgraph';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import type { Context } from '../context.ts';
import { addPoints } from '../domain/add-points.ts';
import { captureHold } from '../domain/capture-hold.ts';
import { deductPoints } from '../domain/deduct-points.ts';
import { enrollCustomer } from '../domain/enroll-customer.ts';
import { holdPoints } from '../domain/hold-points.ts';
import { redeemPoints } from '../domain/redeem-points.ts';
import { releaseHold } from '../domain/release-hold.ts';
import { reverseEntry } from '../domain/reverse-entry.ts';
import { updateLoyaltyProgram } from '../domain/update-loyalty-program.ts';

const scope = (context: Context) => scopeOf(context, 'loyalty:write');

export const Mutation: MutationResolvers = {
  enrollCustomer: (_parent, { customerId }, context) =>
    enrollCustomer(context.module, scope(context), customerId),
  addPoints: (_parent, { input, idempotencyKey }, context) => {
    const { storeId, actor } = scope(context);
    return addPoints(context.module, { storeId, actor, input, idempotencyKey });
  },
  deductPoints: (_parent, { input, idempotencyKey }, context) => {
    const { storeId, actor } = scope(context);
    return deductPoints(context.module, { storeId, actor, input, idempotencyKey });
  },
  redeemPoints: (_parent, { input, idempotencyKey }, context) =>
    redeemPoints(context.module, scope(context), input, idempotencyKey),
  reverseEntry: (_parent, { idempotencyKey, ...input }, context) => {
    const { storeId, actor } = scope(context);
    return reverseEntry(context.module, { storeId, actor, input, idempotencyKey });
  },
  holdPoints: (_parent, { idempotencyKey, ...input }, context) =>
    holdPoints(context.module, scope(context), input, idempotencyKey),
  captureHold: (_parent, { idempotencyKey, ...input }, context) =>
    captureHold(context.module, scope(context), input, idempotencyKey),
  releaseHold: (_parent, { holdId }, context) =>
    releaseHold(context.module, scope(context), holdId),
  updateLoyaltyProgram: async (_parent, { input, expectedVersion }, context) => {
    const { storeId } = scope(context);
    const answer = await updateLoyaltyProgram(context.module, storeId, input, expectedVersion);
    context.forgetProgram();
    return answer;
  },
};
