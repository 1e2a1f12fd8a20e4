import type { GraphQLDataSource } from '@apollo/gateway';
import { GraphQLError } from 'graphql';
import type { CallSubgraph } from './subgraph-caller.ts';

/** Lets Apollo's executor call a subgraph. */
export function createDataSource(service: string, callSubgraph: CallSubgraph): GraphQLDataSource {
  return {
    async process({ request, context }) {
      const { query = '', variables = {}, operationName } = request;
      const kind = query.startsWith('mutation') ? 'mutation' : 'query';
      const body = JSON.stringify({ query, variables, operationName });
      const answer = await callSubgraph({ service, query, kind, body, variables }, context);
      return {
        data: answer.data,
        errors: answer.errors?.map((error) => new GraphQLError(error.message, error)),
      };
    },
  };
}
