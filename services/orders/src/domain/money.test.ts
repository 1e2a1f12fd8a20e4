import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideHalfEven, exactNumber, money } from './money.ts';

describe('dividing an amount', () => {
  it.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [1n, 2n, 0n],
    [3n, 2n, 2n],
    [10n, 4n, 2n],
    [14n, 4n, 4n],
    [10n, 3n, 3n],
    [11n, 3n, 4n],
    [0n, 9n, 0n],
    [9_007_199_254_740_991n, 2n, 4_503_599_627_370_496n],
  ])('%s by %s rounds half to even: %s', (amount, count, expected) => {
    expect(divideHalfEven(amount, count)).toBe(expected);
  });

  it('is never off by more than half', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 70n), fc.bigInt(1n, 2n ** 40n), (amount, count) => {
        const off = divideHalfEven(amount, count) * count - amount;
        return (off < 0n ? -off : off) * 2n <= count;
      }),
    );
  });
});

it('refuses numbers that are not exact', () => {
  expect(exactNumber(2n ** 53n - 1n)).toBe(Number.MAX_SAFE_INTEGER);
  expect(() => exactNumber(2n ** 53n)).toThrow(RangeError);
});

it.each([
  ['EUR', 2],
  ['JPY', 0],
  ['KWD', 3],
  ['CLF', 4],
])('knows the digits of %s', (currency, fractionDigits) => {
  expect(money(1, currency)).toEqual({ amountMinor: 1, currency, fractionDigits });
});
