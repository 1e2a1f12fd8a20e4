import { isDeepStrictEqual } from 'node:util';
import { type Moments, sameMoment } from './moments.ts';
import { contentsOf, madeAt, partsOf, type Volatile } from './volatile.ts';

/** A place in a response where the sides differ. */
export interface Unequal {
  /** Without positions in lists, such as `data.me.orders.edges[].node.status`. */
  readonly path: string;
  readonly base: unknown;
  readonly head: unknown;
}

/** One response as it came, or a part of it. */
export interface Side {
  readonly value: unknown;
  readonly sentAt: number;
  readonly moments: Moments;
}

/** Which new id or token of one side is which of the other: the first that take the same place belong together. */
class Pairs {
  readonly #byBase = new Map<string, string>();
  readonly #byHead = new Map<string, string>();

  match(base: string, head: string): boolean {
    const known = this.#byBase.get(base) ?? head;
    const back = this.#byHead.get(head) ?? base;
    if (known !== head || back !== base) return false;
    this.#byBase.set(base, head);
    this.#byHead.set(head, base);
    return true;
  }
}

/** Numbers that count seconds down or up, by their name. */
const counting = /Seconds$/;
const earliestInstant = 1e9;

/** Where two responses differ in what they mean. */
export class Comparison {
  readonly #pairs = new Pairs();

  compare(base: Side, head: Side, path = 'data'): Unequal[] {
    if (isDeepStrictEqual(base.value, head.value)) return [];
    const [one, other] = [base.value, head.value];
    const within = (value: unknown, from: Side): Side => ({ ...from, value });
    if (Array.isArray(one) && Array.isArray(other)) {
      if (one.length !== other.length)
        return [{ path: `${path}[]`, base: listed(one), head: listed(other) }];
      return one.flatMap((item: unknown, index) =>
        this.compare(within(item, base), within(other[index], head), `${path}[]`),
      );
    }
    if (isObject(one) && isObject(other)) {
      const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
      return [...keys].flatMap((key) =>
        this.compare(within(one[key], base), within(other[key], head), `${path}.${key}`),
      );
    }
    return this.#sameLeaf(base, head, path) ? [] : [{ path, base: one, head: other }];
  }

  #sameLeaf(base: Side, head: Side, path: string): boolean {
    const [one, other] = [base.value, head.value];
    if (typeof one === 'number' && typeof other === 'number')
      return this.#sameNumber({ one, other, base, head, path });
    if (typeof one !== 'string' || typeof other !== 'string') return false;
    const [parts, others] = [partsOf(one), partsOf(other)];
    return (
      parts.length === others.length &&
      parts.every((part, index) => {
        const opposite = others[index];
        return opposite !== undefined && this.#samePart(part, opposite, base, head);
      })
    );
  }

  #sameNumber(given: { one: number; other: number; base: Side; head: Side; path: string }) {
    const { one, other, base, head, path } = given;
    if (counting.test(path)) return Math.abs(one - other) <= 3;
    // Seconds of a token's claims, and milliseconds or more in cursors.
    if (!/(^|\.)claims/.test(path) || one < earliestInstant || other < earliestInstant)
      return false;
    const scale = one < 1e11 ? 1_000 : 1;
    return sameMoment({ ...base, at: one * scale }, { ...head, at: other * scale });
  }

  #samePart(one: Volatile, other: Volatile, base: Side, head: Side): boolean {
    if (one.text === other.text) return true;
    if (one.kind === 'instant' && other.kind === 'instant')
      return sameMoment({ ...base, at: one.at }, { ...head, at: other.at });
    if (one.kind === 'id' && other.kind === 'id')
      return isNew(one, base) && isNew(other, head) && this.#pairs.match(one.text, other.text);
    if (one.kind !== 'token' || other.kind !== 'token') return false;
    const [contents, others] = [contentsOf(one.text), contentsOf(other.text)];
    if (contents === undefined && others === undefined)
      return one.text.length === other.text.length && this.#pairs.match(one.text, other.text);
    return (
      this.compare({ ...base, value: contents }, { ...head, value: others }, 'claims').length === 0
    );
  }
}

/** An id from the seed is the same on both sides. */
function isNew({ text }: Volatile, { moments }: Side): boolean {
  const made = madeAt(text);
  return made === undefined || made >= moments.seededAt;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listed = (list: readonly unknown[]): string =>
  list.length === 1 ? '1 item' : `${list.length} items`;
