import type { GraphQLDataSource } from '@apollo/gateway';
import { GraphQLError } from 'graphql';
import type { AcceptsData } from '../subgraph/answer-shape.ts';
import type { SubgraphClient } from '../subgraph/subgraph-client.ts';
import { CallContext } from './call-context.ts';

/** Lets Apollo's executor call a subgraph through its client. */
export function createDataSource(
  name: string,
  clientOf: (name: string) => SubgraphClient | undefined,
  shapeOf: (operation: string) => AcceptsData,
): GraphQLDataSource {
  return {
    async process({ request, context }) {
      const client = clientOf(name);
      const call: unknown = context['call'];
      if (!client || !(call instanceof CallContext))
        throw new Error(`no client or no context for subgraph ${name}`);
      const { query = '', variables = {}, operationName } = request;
      const representations: unknown = variables['representations'];
      const answer = await client.call({
        body: JSON.stringify({ query, variables, operationName }),
        kind: query.startsWith('mutation') ? 'mutation' : 'query',
        headers: call.headers,
        deadline: call.deadline,
        accepts: shapeOf(query),
        entities: Array.isArray(representations) ? representations.length : undefined,
      });
      return {
        data: answer.data,
        errors: answer.errors?.map((error) => new GraphQLError(error.message, error)),
      };
    },
  };
}
