import { randomUUID } from 'node:crypto';

/** What the store does with an order before the erasure. */
export interface Course {
  /** Payments and refunds, in the order's minor unit; the total is {@link total}. */
  readonly money: readonly number[];
  readonly statuses: readonly string[];
}
const total = 2_500;

/** Every status that an order can be in with every way that its money can have gone. */
export const courses: readonly (Course & { readonly held: boolean })[] = [
  // Nobody has paid or begun anything: an abandoned basket holds nothing back.
  { money: [], statuses: [], held: false },
  { money: [1_000], statuses: [], held: true },
  { money: [total], statuses: [], held: true },
  { money: [total, -500], statuses: [], held: true },
  { money: [total, 300], statuses: [], held: true },
  { money: [1_000, -1_000], statuses: [], held: false },
  // Bought on account or paid at the door: the parcel is on its way all the same.
  { money: [], statuses: ['PROCESSING'], held: true },
  { money: [], statuses: ['PROCESSING', 'SHIPPED'], held: true },
  { money: [total], statuses: ['PROCESSING'], held: true },
  { money: [total], statuses: ['PROCESSING', 'SHIPPED'], held: true },
  { money: [total, -2_499], statuses: ['PROCESSING', 'SHIPPED'], held: true },
  { money: [900, -900], statuses: ['PROCESSING', 'SHIPPED'], held: false },
  { money: [], statuses: ['PROCESSING', 'SHIPPED', 'DELIVERED'], held: false },
  { money: [total], statuses: ['PROCESSING', 'SHIPPED', 'DELIVERED'], held: false },
  { money: [total, -500], statuses: ['PROCESSING', 'SHIPPED', 'DELIVERED'], held: false },
  { money: [], statuses: ['CANCELLED'], held: false },
  // The money is still to be given back, but nothing is delivered.
  { money: [total], statuses: ['CANCELLED'], held: false },
  { money: [total], statuses: ['PROCESSING', 'CANCELLED'], held: false },
  // Refunded by itself.
  { money: [total, -total], statuses: ['PROCESSING'], held: false },
];

/** Ways in which people and devices write one address. */
export const spellings: readonly ((email: string) => string)[] = [
  (email) => email,
  (email) => email.toUpperCase(),
  (email) => `  ${email} `,
  (email) => `mailto:${email}`,
  (email) => email.replace('@', '\u{ff20}'),
  (email) => email.replace(/^./u, '$&\u{ad}'),
  (email) =>
    email.replace(/[a-z]/gu, (letter) =>
      String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0),
    ),
  (email) => email.replace('xn--bcher-kva', 'Bücher'),
];

/** An address of nobody else; its domain has more than one spelling. */
export const newAddress = (): string => `p-${randomUUID()}@xn--bcher-kva.example`;

/** Addresses that look like this one and are others'. */
export const lookalikes = (email: string): string[] => [
  email.replace('@', '+shop@'),
  email.replace('.example', '.example.org'),
  `x${email}`,
];

/** A number from 0 on below `limit`, different in each place and the same for the same seed. */
export function createDice(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
