import type { QueryPlan } from '@apollo/query-planner';
import { refuse } from '../refusal.ts';
import { compileNode, type PlanContext } from './compile-node.ts';
import type { Step } from './run.ts';

/**
 * Compiles the plan of an operation that selects something.
 * @throws UnsupportedOperationError
 */
export function compilePlan({ node }: QueryPlan, context: PlanContext): Step {
  if (node === undefined) refuse('the plan fetches nothing of what is selected');
  if (node.kind === 'Subscription') refuse('subscriptions are not supported');
  return compileNode(node, context);
}
