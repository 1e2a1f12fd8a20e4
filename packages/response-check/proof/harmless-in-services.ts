import type { Edit } from './edit.ts';

const money = 'services/orders/src/domain/money.ts';
const totals = 'services/orders/src/domain/payment-status.ts';
const search = 'services/customers/src/db/search-customers.ts';

export const harmlessInServices: readonly Edit[] = [
  {
    subject: 'Explain how averages are rounded',
    file: money,
    find: '  const whole = amount / count;',
    put: '  // Half to even, as banks do.\n  const whole = amount / count;',
  },
  {
    subject: 'Call the rest by its name',
    file: money,
    find: '  const twice = (amount % count) * 2n;',
    put: '  const remainder = amount % count;\n  const twice = remainder + remainder;',
  },
  {
    subject: 'Read an amount’s currency in two steps',
    file: money,
    find: '  fractionDigits: digits.get(currency) ?? 2,',
    put: '  fractionDigits: digits.has(currency) ? (digits.get(currency) ?? 2) : 2,',
  },
  {
    subject: 'Write the kept amount as a block',
    file: totals,
    find: 'export const kept = ({ paidTotal, refundedTotal }: MoneyTotals): number =>\n  paidTotal - refundedTotal;',
    put: 'export const kept = (totals: MoneyTotals): number => {\n  const { refundedTotal, paidTotal } = totals;\n  return -refundedTotal + paidTotal;\n};',
  },
  {
    subject: 'Compare the kept amount the other way round',
    file: totals,
    find: "if (kept(totals) >= total) return 'PAID';",
    put: "if (total <= kept(totals)) return 'PAID';",
  },
  {
    subject: 'Sort by named columns through a helper',
    file: 'services/orders/src/db/order-sort.ts',
    find: "const ascending = (direction === 'ASC') !== backward;",
    put: "const ascending = direction === 'ASC' ? !backward : backward;",
  },
  {
    subject: 'Count orders by their ids',
    file: 'services/orders/src/db/search-orders.ts',
    find: 'SELECT count(*) AS count FROM orders WHERE ${where}',
    put: 'SELECT count(id) AS count FROM orders WHERE ${where}',
  },
  {
    subject: 'Sum up in a common table expression',
    file: 'services/orders/src/db/customer-figures.ts',
    find: 'GROUP BY customer_id, currency ORDER BY currency`',
    put: 'GROUP BY currency, customer_id ORDER BY currency, customer_id`',
  },
  {
    subject: 'Ask for the opposite of a final status',
    file: 'services/orders/src/domain/order-status.ts',
    find: '  !transitions.some(({ from }) => from === status);',
    put: '  transitions.every(({ from }) => from !== status);',
  },
  {
    subject: 'Filter transitions in one step',
    file: 'services/orders/src/domain/order-status.ts',
    find: '    .filter(({ from }) => from === order.status)\n    .filter(({ onceRefunded }) => !onceRefunded || refunded)',
    put: '    .filter(({ from, onceRefunded }) => from === order.status && (!onceRefunded || refunded))',
  },
  {
    subject: 'Group rows without a second look-up',
    file: 'services/orders/src/domain/group.ts',
    find: '    if (group) group.push(row);\n    else groups.set(key, [row]);',
    put: '    groups.set(key, group ? [...group, row] : [row]);',
  },
  {
    subject: 'Reorder the address’s parts',
    file: 'services/orders/src/resolvers/Order.ts',
    find: "const shippingAddress = addressOf('SHIPPING');\nconst billingAddress = addressOf('BILLING');",
    put: "const billingAddress = addressOf('BILLING');\nconst shippingAddress = addressOf('SHIPPING');",
  },
  {
    subject: 'Put the conditions on orders into another order',
    file: 'services/orders/src/db/order-conditions.ts',
    find: "return parts.join(' AND ');",
    put: "return parts.toReversed().join(' AND ');",
  },
  {
    subject: 'Write the same row limit differently',
    file: 'services/orders/src/db/search-orders.ts',
    find: 'LIMIT ${bind(page.limit + 1)}',
    put: 'LIMIT ${bind(1 + page.limit)}',
  },
  {
    subject: 'Call points by what they are in the earning rule',
    file: 'services/loyalty/src/domain/earning.ts',
    find: 'const points = gross / (BigInt(earnPerMinor) * 100n);',
    put: 'const divisor = 100n * BigInt(earnPerMinor);\n  const points = (gross - (gross % divisor)) / divisor;',
  },
  {
    subject: 'Return early where nothing was spent',
    file: 'services/loyalty/src/domain/earning.ts',
    find: '  if (netMinor <= 0) return 0;',
    put: '  // Nothing earns nothing.\n  if (!(netMinor > 0)) return 0;',
  },
  {
    subject: 'Take the larger of the two without a library call',
    file: 'services/loyalty/src/domain/tiers.ts',
    find: 'nextTier && Math.max(0, nextTier.minQualifyingPoints - qualifyingPoints)',
    put: 'nextTier && Math.max(nextTier.minQualifyingPoints - qualifyingPoints, 0)',
  },
  {
    subject: 'Order the ledger by its number in a shorter statement',
    file: 'services/loyalty/src/db/ledger-pages.ts',
    find: 'ORDER BY seq ${way} LIMIT $6',
    put: 'ORDER BY entries.seq ${way} LIMIT $6',
  },
  {
    subject: 'Write the length of a hold as a product',
    file: 'services/loyalty/src/domain/hold-points.ts',
    find: 'const longest = 604_800;',
    put: 'const longest = 7 * 24 * 3_600;',
  },
  {
    subject: 'Name the programme’s currency',
    file: 'services/loyalty/src/domain/simulate-earning.ts',
    find: 'const earns = program.active && amount.currency === program.earnCurrency;',
    put: 'const { active, earnCurrency } = program;\n  const earns = active && earnCurrency === amount.currency;',
  },
  {
    subject: 'Compare the status by a list',
    file: 'services/customers/src/resolvers/Customer.ts',
    find: "isActive: ({ status }) => status === 'ACTIVE'",
    put: "isActive: ({ status }) => ['ACTIVE'].includes(status)",
  },
  {
    subject: 'Select addresses with the id first in the order',
    file: 'services/customers/src/db/addresses.ts',
    find: 'ORDER BY created_at, id`',
    put: 'ORDER BY created_at ASC, id ASC`',
  },
  {
    subject: 'Count customers by their ids',
    file: search,
    find: 'SELECT count(*) AS count FROM customers',
    put: 'SELECT count(id) AS count FROM customers',
  },
  {
    subject: 'Filter addresses that are verified by a negation',
    file: search,
    find: "all.push(`email_verified_at IS ${emailVerified ? 'NOT NULL' : 'NULL'}`);",
    put: "all.push(emailVerified ? 'NOT email_verified_at IS NULL' : 'email_verified_at IS NULL');",
  },
  {
    subject: 'Decide what staff see by a named constant',
    file: 'services/customers/src/domain/visibility.ts',
    find: "  principal === null ||\n  principal.kind === 'customer' ||",
    put: "  !principal ||\n  principal.kind === 'customer' ||",
  },
];
