import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { GraphQLError } from 'graphql';

type Release = () => void;

/** Whether what waits goes on one after the other, or all of it at once. */
export type Pace = 'one by one' | 'at once';

/** What resolvers do in one run, all of it following from the seed and the place: it happens again in the next run. */
export class World {
  /** Resolvers that were called, with their arguments. */
  readonly calls: string[] = [];
  readonly #seed: number;
  readonly #pace: Pace;
  readonly #waiting = new Map<string, Release>();

  constructor(seed: number, pace: Pace) {
    this.#seed = seed;
    this.#pace = pace;
  }

  /** A number below `sides`. */
  chance(what: string, sides: number): number {
    const digest = createHash('sha1').update(`${this.#seed} ${what}`).digest();
    return digest.readUInt32BE() % sides;
  }

  /** A value, now or later, or one of the ways to have none. */
  behave(place: string, value: () => unknown): unknown {
    const dice = this.chance(`${place} now`, 3);
    if (dice > 0) return this.#outcome(place, value);
    return this.#wait(place).then(() => this.#outcome(place, value));
  }

  #wait(place: string): Promise<void> {
    // The items of a list ask for their types at the place of the list.
    let own = place;
    while (this.#waiting.has(own)) own += ' again';
    return new Promise((resolve) => this.#waiting.set(own, resolve));
  }

  /** The same without waiting or throwing, as in a property. */
  settled(place: string, value: () => unknown): unknown {
    try {
      return this.#outcome(place, value);
    } catch (error) {
      return error;
    }
  }

  #outcome(place: string, value: () => unknown): unknown {
    switch (this.chance(`${place} outcome`, 24)) {
      case 0:
        return null;
      case 1:
        return undefined;
      case 2:
        throw new Error(`thrown at ${place}`);
      case 3:
        return new Error(`returned at ${place}`);
      case 4:
        throw new GraphQLError(`refused at ${place}`, { extensions: { code: 'FORBIDDEN' } });
      default:
        return value();
    }
  }

  leaf(type: string, place: string): unknown {
    const dice = this.chance(`${place} leaf`, 16);
    if (dice === 0) return { unfit: true };
    if (dice === 1) return Number.NaN;
    const usual: Readonly<Record<string, readonly unknown[]>> = {
      ID: ['id-1', 7, 'id-2'],
      String: ['text', 'ünï"\\', 12, true],
      Int: [1, -5, 2_147_483_648, '8', 1.5, true],
      Float: [1.5, 2, '2.5', Infinity],
      Boolean: [true, false, 0],
      Colour: ['RED', 'GREEN', 'PINK'],
      Odd: ['plain', 'none', 'bad', { deep: [1] }],
    };
    const values = usual[type] ?? [];
    return values[this.chance(`${place} value`, values.length)];
  }

  typeNameOf(value: unknown, place: string): string | Promise<string | undefined> | undefined {
    const named = typeof value === 'object' && value !== null && '__typename' in value;
    const name = named && typeof value.__typename === 'string' ? value.__typename : undefined;
    const dice = this.chance(`${place} type`, 12);
    if (dice === 0) return this.#wait(`${place} type`).then(() => name);
    if (dice === 1) return 'Query';
    if (dice === 2) throw new Error(`no type at ${place}`);
    return name;
  }

  /** Lets what waits go on, in an order of its own, until the work is done. */
  async run<Result>(work: Result | Promise<Result>): Promise<Result> {
    let isOver = false;
    const over = Promise.resolve(work).finally(() => {
      isOver = true;
    });
    over.catch(() => undefined);
    for (;;) {
      await turn();
      const places = [...this.#waiting.keys()].sort(
        (a, b) => this.chance(`${a} order`, 1e9) - this.chance(`${b} order`, 1e9),
      );
      if (places.length === 0) {
        if (isOver) return over;
        throw new Error('the work waits for nothing');
      }
      for (const place of this.#pace === 'at once' ? places : places.slice(0, 1)) {
        this.#waiting.get(place)?.();
        this.#waiting.delete(place);
      }
    }
  }
}
