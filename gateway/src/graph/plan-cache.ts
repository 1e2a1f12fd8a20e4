import type { QueryPlan } from '@apollo/query-planner';
import { LRUCache } from 'lru-cache';

/** Characters of all plans together, as JSON. */
const maxLength = 10_000_000;

/** Keeps the plans that were used last, and tells how often one was found. */
export function createPlanCache(maxPlans: number, onLookup: (result: 'hit' | 'miss') => void) {
  const plans = new LRUCache<string, QueryPlan>({
    max: maxPlans,
    maxSize: maxLength,
    sizeCalculation: (plan) => JSON.stringify(plan).length,
  });
  return {
    async get(key: string): Promise<QueryPlan | undefined> {
      const plan = plans.get(key);
      onLookup(plan ? 'hit' : 'miss');
      return plan;
    },
    async set(key: string, plan: QueryPlan): Promise<void> {
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
