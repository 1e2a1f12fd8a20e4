import type { AnswerShape } from '../subgraph/answer-shape.ts';
import type { SubgraphAnswer } from '../subgraph/answer.ts';
import type { ClientOf } from '../subgraph/subgraph-registry.ts';
import { callOf } from './call-context.ts';

/** A call as an executor wants it made, whichever executor that is. */
export interface PlannedCall {
  readonly service: string;
  /** The operation's text. */
  readonly query: string;
  readonly kind: 'query' | 'mutation';
  /** JSON text of the GraphQL request. */
  readonly body: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** @param context Apollo Server's context value */
export type CallSubgraph = (
  call: PlannedCall,
  context: Readonly<Record<string, unknown>>,
) => Promise<SubgraphAnswer>;

/** Makes calls with what belongs to their request: its headers, its deadline. */
export function createSubgraphCaller(
  clientOf: ClientOf,
  shapeOf: (operation: string) => AnswerShape,
): CallSubgraph {
  return async ({ service, query, kind, body, variables }, context) => {
    const client = clientOf(service);
    if (!client) throw new Error(`no client for subgraph ${service}`);
    const call = callOf(context);
    const answer = await client.call({
      body,
      kind,
      headers: call.headers,
      deadline: call.deadline,
      asked: { shape: shapeOf(query), variables },
    });
    call.note(answer);
    return answer;
  };
}
