/** An amount as the schema shows it. */
export interface Money {
  /** In the currency's minor unit. */
  readonly amountMinor: number;
  /** ISO 4217 code. */
  readonly currency: string;
  readonly fractionDigits: number;
}

// ISO 4217, currencies whose minor unit is not a hundredth.
const digits = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
    .split(' ')
    .map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...'CLF UYW'.split(' ').map((code) => [code, 4] as const),
]);

export const money = (amountMinor: number, currency: string): Money => ({
  amountMinor,
  currency,
  fractionDigits: digits.get(currency) ?? 2,
});

/** @throws RangeError beyond ±(2^53-1): a wrong figure would be worse than none */
export function exactNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError('an amount exceeds 2^53-1');
  return number;
}

/** `amount` ÷ `count` rounded half to even; `amount` is not negative, `count` is positive. */
export function divideHalfEven(amount: bigint, count: bigint): bigint {
  const whole = amount / count;
  const twice = (amount % count) * 2n;
  const up = twice > count || (twice === count && whole % 2n === 1n);
  return up ? whole + 1n : whole;
}
