import { prettyFormatQueryPlan, type QueryPlan } from '@apollo/query-planner';

/** Asks for an operation's plan, in Apollo's words. */
export const queryPlanHeader = 'apollo-query-plan-experimental';
const formatHeader = 'apollo-query-plan-experimental-format';
/** The extension's name there. */
export const apolloName = '__queryPlanExperimental';

/** The plan as Apollo's gateway tells it, to a request that asks for it. */
export function planExtension(
  headers: { get(name: string): string | null | undefined } | undefined,
  planOf: () => QueryPlan,
): Record<string, unknown> | undefined {
  if (headers?.get(queryPlanHeader) == null) return undefined;
  const plan = planOf();
  return { [apolloName]: headers.get(formatHeader) === 'internal' ? plan : printed(plan) };
}

const printed = (plan: QueryPlan) => (plan.node ? prettyFormatQueryPlan(plan) : true);
