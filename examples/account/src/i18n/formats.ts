import type { MoneyPartsFragment } from '../generated/graphql.ts';

/** Ways to print values. Amounts come as whole minor units, times as UTC instants; they are shown in local form. */
export function formatsFor(language: string) {
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const number = new Intl.NumberFormat(language);
  const signed = new Intl.NumberFormat(language, { signDisplay: 'exceptZero' });
  return {
    money({ amountMinor, currency, fractionDigits }: MoneyPartsFragment): string {
      const format = new Intl.NumberFormat(language, {
        style: 'currency',
        currency,
        minimumFractionDigits: fractionDigits,
        maximumFractionDigits: fractionDigits,
      });
      return format.format(amountMinor / 10 ** fractionDigits);
    },
    date: (instant: string) => date.format(new Date(instant)),
    dateTime: (instant: string) => dateTime.format(new Date(instant)),
    number: (value: number) => number.format(value),
    signed: (value: number) => signed.format(value),
  };
}
export type Formats = ReturnType<typeof formatsFor>;
