import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import { templateOf, type FederatedGraph, type FetchTemplate } from '@customer-graph/plan-executor';

/** What a plan fetches: by subgraph, by the operation's text. */
export type Fetches = ReadonlyMap<string, ReadonlyMap<string, FetchTemplate>>;

/**
 * Prepares all fetches of a plan.
 * @throws UnsupportedOperationError when a subgraph cannot execute one
 */
export function fetchesOf(graph: FederatedGraph, { node }: QueryPlan): Fetches {
  const fetches = new Map<string, Map<string, FetchTemplate>>();
  const collect = (planned: PlanNode | undefined): void => {
    if (planned === undefined) return;
    if (planned.kind === 'Sequence' || planned.kind === 'Parallel') planned.nodes.forEach(collect);
    else if (planned.kind === 'Flatten') collect(planned.node);
    else if (planned.kind === 'Condition') [planned.ifClause, planned.elseClause].forEach(collect);
    else if (planned.kind === 'Fetch') {
      const { serviceName, operation } = planned;
      const known = fetches.get(serviceName) ?? new Map<string, FetchTemplate>();
      fetches.set(serviceName, known.set(operation, templateOf(graph, planned, [])));
    }
  };
  if (node?.kind !== 'Subscription') collect(node);
  return fetches;
}
