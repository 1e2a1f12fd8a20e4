import {
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { caller, type Seed } from '../seed.ts';

/** What a variable is given: by its type, by its own name, and by where the operation puts it. */
export interface Use {
  readonly type: GraphQLInputType;
  /** Of the argument or the field of an input. */
  readonly name: string;
  /** The field that takes the argument, such as `transitionOrder`. */
  readonly field: string;
}

/** Tells the calls of a run apart, alike on both sides. */
export type Numbering = () => number;

const texts: Readonly<Record<string, readonly string[]>> = {
  password: [caller.password, 'a wrong password of some length'],
  currentpassword: [caller.password, 'a wrong password of some length'],
  newpassword: ['another correct horse battery staple', 'short'],
  email: [caller.email, 'nobody@example.com', 'no address'],
  search: ['a', caller.email, 'brandt', '000', 'zzzz'],
  reason: ['Because it was wanted', ''],
  tierkey: ['silver', 'none'],
  key: ['silver', ''],
  timezone: ['Europe/Berlin', 'Nowhere/Else'],
  phone: ['+49 30 901820', 'x'],
  module: ['orders', 'nobody'],
  sku: ['TEA-100'],
  line1: ['12 New Street', ''],
  city: ['Leeds'],
  fullname: ['Grace Hopper'],
  firstname: ['Grace', ''],
  lastname: ['Hopper'],
};
const numbers: Readonly<Record<string, readonly number[]>> = {
  first: [3, 100, 0, 101],
  last: [2, 0],
  limit: [2, 51],
  withindays: [400, 0],
  points: [25, 1_000_000, 0],
  expectedversion: [1, 999],
  ttlseconds: [600, 0],
  quantity: [2, 0],
  minavailable: [500],
  pendingdays: [14, -1],
  expirydays: [365],
  earnpoints: [2],
};
const scalars: Readonly<Record<string, readonly unknown[]>> = {
  Int: [2, 0],
  Float: [1.5],
  Boolean: [true, false],
  MinorUnits: [1_250, 1, -1],
  CurrencyCode: ['EUR', 'USD'],
  CountryCode: ['GB', 'XX'],
  Locale: ['de', 'not a language'],
  DateTime: ['2020-02-29T12:00:00.000Z', '2100-01-01T00:00:00.000Z'],
};
const shownEnumValues = 8;

/** Values for one use, the most ordinary first; undefined among them leaves it out. */
export function candidatesFor(use: Use, seed: Seed, next: Numbering): unknown[] {
  const { type } = use;
  if (isNonNullType(type)) return candidatesFor({ ...use, type: type.ofType }, seed, next);
  if (isListType(type)) {
    const items = candidatesFor({ ...use, type: type.ofType }, seed, next);
    return [items.slice(0, 1), items.slice(0, 2), []].filter(
      (list) => list.length !== 1 || list[0],
    );
  }
  if (isInputObjectType(type)) return objectsFor(use, seed, next);
  if (isEnumType(type))
    return type
      .getValues()
      .slice(0, shownEnumValues)
      .map(({ name }) => name);
  const { name: scalar } = getNamedType(type);
  const word = use.name.toLowerCase();
  if (scalar === 'ID') return [...idsFor(use, seed)];
  if (scalar === 'Int' && numbers[word]) return [...numbers[word]];
  if (scalar === 'String') return [...textsFor(use, seed, next)];
  return [...(scalars[scalar] ?? [])];
}

/** The kind of row is in the argument's own name, or else in that of its field. */
function idsFor({ name, field }: Use, seed: Seed): readonly string[] {
  const kinds = Object.keys(seed).sort((one, other) => other.length - one.length);
  const within = (text: string) => kinds.find((kind) => text.toLowerCase().includes(kind));
  return seed[within(name) ?? within(field) ?? 'unknown'] ?? [];
}

function textsFor({ name, field }: Use, seed: Seed, next: Numbering): readonly unknown[] {
  const word = name.toLowerCase();
  if (word === 'idempotencykey') return [`response-check-${next()}`, ''];
  if (word === 'newemail') return [`new-${next()}@example.com`, caller.email];
  if (word === 'email' && /create|register/i.test(field))
    return [`new-${next()}@example.com`, caller.email, 'no address'];
  if (word === 'reference') return [`payment-${next()}`, ''];
  if (word === 'after' || word === 'before') return ['no cursor'];
  return seed[word] ?? texts[word] ?? ['A text', ''];
}

/** With what is required; with each other field in turn; with everything; with each further value of what is required. */
function objectsFor(use: Use, seed: Seed, next: Numbering): Record<string, unknown>[] {
  const type = getNamedType(use.type);
  if (!isInputObjectType(type)) return [];
  const fields = Object.values(type.getFields()).map((field) => ({
    name: field.name,
    required: isNonNullType(field.type) && field.defaultValue === undefined,
    values: candidatesFor({ ...use, type: field.type, name: field.name }, seed, next),
  }));
  const withFirst = (chosen: typeof fields) =>
    Object.fromEntries(
      chosen.filter(({ values }) => values.length > 0).map(({ name, values }) => [name, values[0]]),
    );
  const least = withFirst(fields.filter(({ required }) => required));
  const optional = fields.filter(({ required }) => !required);
  const others = fields.flatMap(({ name, required, values }) =>
    values.slice(required ? 1 : 0, required ? 2 : 4).map((value) => ({ ...least, [name]: value })),
  );
  return [least, ...(optional.length > 1 ? [withFirst(fields)] : []), ...others];
}
