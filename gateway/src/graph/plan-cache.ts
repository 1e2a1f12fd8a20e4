import type { QueryPlan } from '@apollo/query-planner';

/** Keeps the plans that were used last, and tells how often one was found. */
export function createPlanCache(maxPlans: number, onLookup: (result: 'hit' | 'miss') => void) {
  const plans = new Map<string, QueryPlan>();
  return {
    async get(key: string): Promise<QueryPlan | undefined> {
      const plan = plans.get(key);
      onLookup(plan ? 'hit' : 'miss');
      if (plan && plans.size > maxPlans / 2) {
        plans.delete(key);
        plans.set(key, plan);
      }
      return plan;
    },
    async set(key: string, plan: QueryPlan): Promise<void> {
      const [oldest] = plans.keys();
      if (plans.size >= maxPlans && oldest !== undefined) plans.delete(oldest);
      plans.set(key, plan);
    },
    async delete(key: string): Promise<boolean> {
      return plans.delete(key);
    },
    clear(): void {
      plans.clear();
    },
  };
}
