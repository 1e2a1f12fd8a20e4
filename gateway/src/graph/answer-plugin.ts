import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from './call-context.ts';
import { keptName } from '../telemetry/operation-record.ts';
import type { CompleteAnswer } from './complete-answer.ts';
import { tokenRefusal } from './token-refusal.ts';

/** Notes what Apollo Server executes, and completes its answers. */
export const answerPlugin = (complete: CompleteAnswer): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart({ contextValue }) {
    const { call } = contextValue;
    const { record } = call;
    return {
      async didResolveOperation({ operation, operationName, queryHash }) {
        if (operationName) record.name = keptName(operationName);
        if (operation) record.kind = operation.operation;
        record.hash = queryHash.slice(0, 12);
      },
      async willSendResponse({ response: { body, http } }) {
        if (body.kind !== 'single') return;
        if (call.refused) {
          http.status = tokenRefusal.status;
          for (const [name, value] of Object.entries(tokenRefusal.headers))
            http.headers.set(name, value);
          body.singleResult = { errors: [tokenRefusal.error] };
        }
        complete(body.singleResult, record);
      },
    };
  },
});
