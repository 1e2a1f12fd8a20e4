import type { ApolloServerPlugin } from '@apollo/server';
import { z } from 'zod';
import type { GatewayContext } from './call-context.ts';

const completionSchema = z.array(
  z.looseObject({ path: z.array(z.union([z.string(), z.number()])).optional() }),
);

/**
 * Turns what Apollo's executor hides in `extensions.valueCompletion` into errors: a reference to an entity that its owner
 * does not know, or a value of the wrong type, would otherwise be a null without a reason.
 */
export const reportMissingValues: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response }) {
        if (response.body.kind !== 'single') return;
        const { singleResult } = response.body;
        const { valueCompletion: completion, ...others } = singleResult.extensions ?? {};
        if (completion === undefined) return;
        singleResult.extensions = Object.keys(others).length > 0 ? others : undefined;
        const missing = completionSchema.safeParse(completion).data ?? [];
        singleResult.errors = [
          ...(singleResult.errors ?? []),
          ...missing.map(({ path }) => ({
            message: 'A value that this field cannot be without is missing',
            ...(path && { path }),
            extensions: { code: 'VALUE_MISSING' },
          })),
        ];
      },
    };
  },
};
