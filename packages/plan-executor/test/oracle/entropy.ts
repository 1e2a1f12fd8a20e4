/** A number in [0, 2^32) that depends on all parts and on nothing else. */
export function hash(...parts: readonly unknown[]): number {
  let h = 0x811c9dc5;
  for (const char of JSON.stringify(parts)) {
    h = Math.imul(h ^ char.charCodeAt(0), 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

/** Hands out choices from a list that a property test can shrink; past its end all are zero. */
export class Tape {
  readonly #choices: readonly number[];
  #at = 0;

  constructor(choices: readonly number[]) {
    this.#choices = choices;
  }

  below(limit: number): number {
    return (this.#choices[this.#at++] ?? 0) % limit;
  }

  /** True with a chance of one in `n`; never past the end. */
  oneIn(n: number): boolean {
    return this.below(n) === n - 1;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }
}

/** The same for a seed instead of a list. */
export function seededTape(seed: number, length = 64): Tape {
  return new Tape(Array.from({ length }, (_, i) => hash(seed, i)));
}
