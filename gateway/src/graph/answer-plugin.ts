import type { ApolloServerPlugin } from '@apollo/server';
import type { CompleteAnswer } from '../execution/complete-answer.ts';
import { tokenRefusal } from '../execution/token-refusal.ts';
import type { GatewayContext } from './apollo-gateway.ts';

/** Hands Apollo Server what is known of the operation already, and completes its answers. */
export const answerPlugin = (complete: CompleteAnswer): ApolloServerPlugin<GatewayContext> => ({
  async requestDidStart({ contextValue: { call, admitted } }) {
    return {
      async didResolveSource(requestContext) {
        // Parsed and validated, so that Apollo Server does neither.
        if (admitted) Object.assign(requestContext, { document: admitted.operation.document });
      },
      async willSendResponse({ response: { body, http } }) {
        if (body.kind !== 'single') return;
        if (call.refused) {
          http.status = tokenRefusal.status;
          for (const [name, value] of Object.entries(tokenRefusal.headers))
            http.headers.set(name, value);
          body.singleResult = { errors: [tokenRefusal.error] };
        }
        complete(body.singleResult, call.record);
      },
    };
  },
});
