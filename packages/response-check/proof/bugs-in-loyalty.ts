import type { Bug } from './edit.ts';

export const bugsInLoyalty: readonly Bug[] = [
  {
    subject: 'Round earned points up',
    file: 'services/loyalty/src/domain/earning.ts',
    find: 'const points = gross / (BigInt(earnPerMinor) * 100n);',
    put: 'const points = gross / (BigInt(earnPerMinor) * 100n) + 1n;',
    shows: 'EarningPreview:data.simulateEarning.points',
  },
  {
    subject: 'Ask for one point more than the next tier needs',
    file: 'services/loyalty/src/domain/tiers.ts',
    find: 'nextTier.minQualifyingPoints - qualifyingPoints)',
    put: 'nextTier.minQualifyingPoints - qualifyingPoints + 1)',
    shows: 'tierProgress.pointsToNextTier',
  },
  {
    subject: 'Show the oldest entries of a ledger first',
    file: 'services/loyalty/src/db/ledger-pages.ts',
    find: "backward ? ['ASC', '>'] : ['DESC', '<']",
    put: "backward ? ['DESC', '<'] : ['ASC', '>']",
    shows: 'AccountFile:data.loyaltyAccount.entries.edges[].node',
  },
  {
    subject: 'Lose the filter by type of entry',
    file: 'services/loyalty/src/db/ledger-pages.ts',
    find: '($3::text[] IS NULL OR type::text = ANY ($3))',
    put: '($3::text[] IS NULL OR true)',
    shows: 'customer:Points:data.me.loyalty.entries',
  },
  {
    subject: 'Hold points for a tenth of the time',
    file: 'services/loyalty/src/domain/hold-points.ts',
    find: 'ttlSeconds * 1_000',
    put: 'ttlSeconds * 100',
    shows: 'HoldPoints:data.holdPoints.expiresAt',
  },
  {
    subject: 'Swap what is available and what was requested',
    file: 'services/loyalty/src/domain/failures.ts',
    find: 'available,\n  requested,\n',
    put: 'available: requested,\n  requested: available,\n',
    shows: 'data.redeemPoints.available',
  },
  {
    subject: 'Show a captured hold as released',
    file: 'services/loyalty/src/domain/release-hold.ts',
    find: "return ended.status === 'RELEASED' ? pointsHold(ended) : holdNotActive(ended.status);",
    put: 'return pointsHold(ended);',
    shows: 'FreePoints:data.releaseHold',
  },
  {
    subject: 'Let customers read the programme’s accounts',
    file: 'services/loyalty/src/access.ts',
    find: "loyaltyAccounts: permitted('loyalty:read')",
    put: "loyaltyAccounts: ownOr('loyalty:read')",
    shows: 'customer:FindAccounts:data.loyaltyAccounts',
  },
];
