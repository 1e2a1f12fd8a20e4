import type { ApolloServerPlugin } from '@apollo/server';
import { apolloName } from '../execution/query-plan-extension.ts';
import type { GatewayContext } from './apollo-gateway.ts';

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
