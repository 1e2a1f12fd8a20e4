import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { availableTransitions, isFinal, orderStatuses, transitions } from './order-status.ts';

const paid = { paidTotal: 10, refundedTotal: 4 };
const refunded = { paidTotal: 10, refundedTotal: 10 };
const unpaid = { paidTotal: 0, refundedTotal: 0 };

describe('where an order may go', () => {
  it.each([
    ['PENDING', paid, ['PROCESSING', 'CANCELLED']],
    ['PENDING', refunded, ['PROCESSING', 'CANCELLED']],
    ['PROCESSING', paid, ['SHIPPED', 'CANCELLED']],
    ['PROCESSING', refunded, ['SHIPPED', 'CANCELLED', 'REFUNDED']],
    ['SHIPPED', unpaid, ['DELIVERED']],
    ['SHIPPED', refunded, ['DELIVERED', 'REFUNDED']],
    ['DELIVERED', unpaid, []],
    ['DELIVERED', refunded, ['REFUNDED']],
    ['CANCELLED', refunded, []],
    ['REFUNDED', refunded, []],
  ] as const)('for the store, when %s', (status, totals, allowed) => {
    expect(availableTransitions({ status, ...totals }, 'store')).toEqual(allowed);
  });

  it('for its customer is to be cancelled while pending, and for readers nowhere', () => {
    for (const status of orderStatuses) {
      const own = availableTransitions({ status, ...refunded }, 'customer');
      expect(own).toEqual(status === 'PENDING' ? ['CANCELLED'] : []);
      expect(availableTransitions({ status, ...refunded }, 'reader')).toEqual([]);
    }
  });

  it('ends when cancelled or refunded', () => {
    expect(orderStatuses.filter(isFinal)).toEqual(['CANCELLED', 'REFUNDED']);
  });

  it('is what the README says', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const rows = transitions.map(({ from, to, customer, onceRefunded }) => {
      const who = customer ? 'store, customer' : 'store';
      const when = onceRefunded ? ' all that was paid is refunded' : '';
      return `| ${from} | ${to} | ${who} |${when} |`;
    });
    const table = readme.split('\n').map((row) => row.replace(/ +/g, ' '));
    expect(table).toEqual(expect.arrayContaining(rows));
  });
});
