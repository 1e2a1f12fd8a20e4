import type { SubgraphRequest } from '@customer-graph/plan-executor';
import type { SubgraphAnswer } from '../subgraph/answer.ts';
import type { ClientOf } from '../subgraph/subgraph-registry.ts';
import type { CallContext } from './call-context.ts';

/** Makes calls with what belongs to their request: its headers, its deadline. */
export function createSubgraphCaller(clientOf: ClientOf) {
  return async (request: SubgraphRequest, call: CallContext): Promise<SubgraphAnswer> => {
    const { serviceName, kind, shape, variables } = request;
    const client = clientOf(serviceName);
    if (!client) throw new Error(`no client for subgraph ${serviceName}`);
    const answer = await client.call({
      body: request.body(),
      kind,
      headers: call.headers,
      deadline: call.deadline,
      asked: { shape, variables },
    });
    call.note(answer);
    return answer;
  };
}
