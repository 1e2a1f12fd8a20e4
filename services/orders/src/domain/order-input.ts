import {
  invalidInput,
  type FieldError,
  type FieldErrorCode,
  type InvalidInputError,
} from '@customer-graph/subgraph';
import { email, line } from '@customer-graph/text';
import { z } from 'zod';
import { amount, optionalLine, optionalPhone, type Amount } from './fields.ts';

const maxLines = 500;
const maxQuantity = 1_000_000;

const address = z.object({
  fullName: optionalLine(200),
  company: optionalLine(200),
  line1: line(200),
  line2: optionalLine(200),
  city: line(200),
  region: optionalLine(200),
  postalCode: optionalLine(20),
  countryCode: z.string().toUpperCase(),
});

/** What placeOrder takes. */
export const orderInput = z.object({
  customerId: z.string().nullish(),
  contact: z.object({ email, fullName: optionalLine(200), phone: optionalPhone }),
  shippingAddress: address.nullish(),
  billingAddress: address.nullish(),
  lines: z
    .array(
      z.object({
        sku: optionalLine(100),
        name: line(255),
        quantity: z
          .int()
          .min(1, 'Must be at least 1.')
          .max(maxQuantity, `Must be at most ${maxQuantity}.`),
        unitPrice: amount,
      }),
    )
    .min(1, 'Must have at least one line.')
    .max(maxLines, `Must have at most ${maxLines} lines.`),
  shippingTotal: amount.nullish(),
  taxTotal: amount.nullish(),
  discountTotal: amount.nullish(),
  total: amount.nullish(),
});
export type OrderInput = z.output<typeof orderInput>;

/** The sums of an order, in the minor unit of its currency. */
export interface OrderTotals {
  readonly currency: string;
  readonly subtotal: number;
  readonly shippingTotal: number;
  readonly taxTotal: number;
  readonly discountTotal: number;
  readonly total: number;
}

/** Adds an order up: one currency, no overflow, never below zero, and what the buyer was shown. */
export function addUp(
  input: OrderInput,
): { ok: true; value: OrderTotals } | { ok: false; error: InvalidInputError } {
  const currency = input.lines[0]?.unitPrice.currency ?? '';
  const foreign = currencyFaults(input, currency);
  if (foreign.length > 0) return { ok: false, error: invalidInput(foreign) };
  const faults: FieldError[] = [];
  const subtotal = input.lines.reduce((sum, line) => sum + lineTotal(line), 0n);
  const charge = (given: Amount | null | undefined) => BigInt(given?.amountMinor ?? 0);
  const gross = subtotal + charge(input.shippingTotal) + charge(input.taxTotal);
  const total = gross - charge(input.discountTotal);
  const fault = (path: string[], code: FieldErrorCode, message: string) =>
    faults.push({ path: ['input', ...path], code, message });
  if (gross > BigInt(Number.MAX_SAFE_INTEGER))
    fault(['lines'], 'OVERFLOW', 'Lines and charges must add up to at most 2^53-1.');
  if (total < 0n)
    fault(['discountTotal'], 'OUT_OF_RANGE', 'Must be at most the sum of lines, shipping and tax.');
  if (input.total && total !== charge(input.total))
    fault(['total'], 'TOTAL_MISMATCH', `Must equal the total of lines and charges: ${total}.`);
  if (faults.length > 0) return { ok: false, error: invalidInput(faults) };
  const value = {
    currency,
    subtotal: Number(subtotal),
    shippingTotal: input.shippingTotal?.amountMinor ?? 0,
    taxTotal: input.taxTotal?.amountMinor ?? 0,
    discountTotal: input.discountTotal?.amountMinor ?? 0,
    total: Number(total),
  };
  return { ok: true, value };
}

const lineTotal = ({ quantity, unitPrice }: OrderInput['lines'][number]): bigint =>
  BigInt(quantity) * BigInt(unitPrice.amountMinor);

function currencyFaults(input: OrderInput, currency: string): FieldError[] {
  const amounts: [string[], Amount | null | undefined][] = [
    ...input.lines.map(({ unitPrice }, index): [string[], Amount] => [
      ['lines', String(index), 'unitPrice'],
      unitPrice,
    ]),
    [['shippingTotal'], input.shippingTotal],
    [['taxTotal'], input.taxTotal],
    [['discountTotal'], input.discountTotal],
    [['total'], input.total],
  ];
  return amounts
    .filter(([, given]) => given && given.currency !== currency)
    .map(([path]) => wrongCurrency(['input', ...path, 'currency'], currency));
}

export const wrongCurrency = (path: string[], currency: string): FieldError => ({
  path,
  code: 'CURRENCY_MISMATCH',
  message: `Must be the order's currency, ${currency}.`,
});
