import type { executeQueryPlan, GraphQLDataSource } from '@apollo/gateway';
import {
  SubgraphRequest,
  type FetchTemplate,
  type SubgraphFetch,
} from '@customer-graph/plan-executor';
import { GraphQLError } from 'graphql';

type RequestContext = Parameters<typeof executeQueryPlan>[2];

/** Lets Apollo's executor fetch from one subgraph. */
export function dataSource(
  templates: ReadonlyMap<string, FetchTemplate>,
  fetch: SubgraphFetch,
): GraphQLDataSource {
  return {
    async process({ request: { query = '', variables = {} } }) {
      const template = templates.get(query);
      if (!template) throw new Error('the executor fetches what is not planned');
      const { data, errors } = await fetch(new SubgraphRequest(template, variables));
      return {
        ...(isRecordOrNull(data) && { data }),
        errors: errors?.map((error) => new GraphQLError(error.message, error)) ?? [],
      };
    },
  };
}

const isRecordOrNull = (data: unknown): data is Record<string, unknown> | null =>
  typeof data === 'object';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

const hasWhatIsRead = (context: object): context is RequestContext => 'request' in context;

/** As much of Apollo Server's request context as Apollo's executor reads. */
export function requestOf(variables: Record<string, unknown>): RequestContext {
  const context = { request: { variables }, metrics: {}, context: {}, logger: silent };
  if (hasWhatIsRead(context)) return context;
  throw new Error('unreachable');
}
