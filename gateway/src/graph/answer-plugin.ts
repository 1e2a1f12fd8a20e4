import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from './call-context.ts';
import { keptName } from '../telemetry/operation-record.ts';
import type { CompleteAnswer } from './complete-answer.ts';

/** Notes what Apollo Server executes, and completes its answers. */
export const answerPlugin = (complete: CompleteAnswer): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart({ contextValue }) {
    const { record } = contextValue.call;
    return {
      async didResolveOperation({ operation, operationName, queryHash }) {
        if (operationName) record.name = keptName(operationName);
        if (operation) record.kind = operation.operation;
        record.hash = queryHash.slice(0, 12);
      },
      async willSendResponse({ response: { body } }) {
        if (body.kind === 'single') complete(body.singleResult, record);
      },
    };
  },
});
