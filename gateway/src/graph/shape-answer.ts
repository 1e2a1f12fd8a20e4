import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from './call-context.ts';

export interface AnswerOptions {
  /** Errors in one answer; further ones are left out. */
  readonly maxErrors: number;
  /** Tell the operation's cost in `extensions.cost`. */
  readonly showCost: boolean;
}

/** Bounds the errors of an answer, and in development tells what the operation cost. */
export function shapeAnswer({
  maxErrors,
  showCost,
}: AnswerOptions): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ contextValue, response: { body } }) {
          if (body.kind !== 'single') return;
          const { singleResult } = body;
          if (singleResult.errors && singleResult.errors.length > maxErrors)
            singleResult.errors = singleResult.errors.slice(0, maxErrors);
          if (showCost)
            singleResult.extensions = {
              ...singleResult.extensions,
              cost: contextValue.call.record.cost,
            };
        },
      };
    },
  };
}
