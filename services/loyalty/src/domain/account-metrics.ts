import type { Account } from './account.ts';

const category = 'loyalty';

/** Figures of an account for a dashboard. */
export function accountMetrics(account: Account) {
  const count = (name: string, label: string, value: number) => ({
    __typename: 'CountMetric' as const,
    key: `loyalty.${name}`,
    label,
    category,
    count: value,
  });
  return [
    count('available_points', 'Available points', account.available),
    count('pending_points', 'Pending points', account.pending),
    count('lifetime_earned', 'Points earned in total', account.lifetimeEarned),
    count('lifetime_redeemed', 'Points redeemed in total', account.lifetimeRedeemed),
    count('lifetime_expired', 'Points expired in total', account.lifetimeExpired),
    {
      __typename: 'DateTimeMetric' as const,
      key: 'loyalty.enrolled_at',
      label: 'Enrolled',
      category,
      at: account.enrolledAt,
    },
  ];
}
