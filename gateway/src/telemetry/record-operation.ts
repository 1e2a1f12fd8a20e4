import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../graph/call-context.ts';

/** Notes what was executed and how it ended. */
export const recordOperation: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart({ contextValue, queryHash }) {
    const { record } = contextValue.call;
    return {
      async didResolveOperation({ operation, operationName, queryHash: hash = queryHash }) {
        if (operationName) record.name = operationName;
        if (operation) record.kind = operation.operation;
        if (hash) record.hash = hash.slice(0, 12);
      },
      async willSendResponse({ response: { body } }) {
        if (body.kind !== 'single') return;
        for (const { extensions } of body.singleResult.errors ?? []) {
          const service: unknown = extensions?.['service'];
          record.errors.push({
            code: String(extensions?.['code']),
            ...(typeof service === 'string' && { service }),
          });
        }
      },
    };
  },
};
