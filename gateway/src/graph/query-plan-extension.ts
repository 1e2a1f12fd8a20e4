import type { ApolloServerPlugin } from '@apollo/server';
import { prettyFormatQueryPlan, type QueryPlan } from '@apollo/query-planner';
import type { GatewayContext } from './call-context.ts';

/** Asks for an operation's plan, in Apollo's words. */
export const queryPlanHeader = 'apollo-query-plan-experimental';
const formatHeader = 'apollo-query-plan-experimental-format';
const apolloName = '__queryPlanExperimental';

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

/** Names a plan as explorers expect it: `extensions.queryPlan`, with paths in the form that Apollo's and Hive's routers use. */
export const nameQueryPlan: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body } }) {
        if (body.kind !== 'single') return;
        const { [apolloName]: plan, ...others } = body.singleResult.extensions ?? {};
        if (typeof plan !== 'object' || plan === null) return;
        body.singleResult.extensions = { ...others, queryPlan: toRouterForm(plan) };
      },
    };
  },
};

function toRouterForm(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toRouterForm);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    key === 'path' && 'node' in value && Array.isArray(inner)
      ? inner.map((part: unknown) =>
          typeof part === 'string' && part !== '@' ? { Field: part } : part,
        )
      : toRouterForm(inner),
  ]);
  return Object.fromEntries(entries);
}
