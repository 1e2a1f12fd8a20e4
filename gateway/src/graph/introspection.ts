import type { ApolloServerPlugin } from '@apollo/server';
import { execute, Kind, type OperationDefinitionNode } from 'graphql';
import type { GatewayContext } from './call-context.ts';

/**
 * Answers operations that only ask for the schema without planning them: Apollo's planner does not know all fields that
 * the specification's introspection has by now (`isOneOf`) and fails.
 */
export const answerIntrospection: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart() {
    return {
      async responseForOperation({ schema, document, operation, request, response }) {
        if (!asksOnlyForSchema(operation)) return null;
        const singleResult = await execute({
          schema,
          document,
          variableValues: request.variables,
          operationName: request.operationName,
        });
        return { http: response.http, body: { kind: 'single', singleResult } };
      },
    };
  },
};

function asksOnlyForSchema({ selectionSet }: OperationDefinitionNode): boolean {
  return selectionSet.selections.every(
    (selection) =>
      selection.kind === Kind.FIELD &&
      ['__schema', '__type', '__typename'].includes(selection.name.value),
  );
}
