import { hash, verify } from '@node-rs/argon2';
import type { Queue } from './queue.ts';

/** OWASP's parameters for Argon2id: 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const maxLength = 1_024;

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Costs the same whether there is a hash or not, so that time does not tell which accounts exist. */
  matches(password: string, hashed: string | null): Promise<boolean>;
  /** True when a hash was made with weaker parameters than those in use. */
  isOutdated(hashed: string): boolean;
}

/** One form for the ways that keyboards and systems encode the same characters. */
export const normalPassword = (password: string): string => password.normalize('NFKC');

/** Number of characters, as a person counts them. */
export const passwordLength = (password: string): number => [...normalPassword(password)].length;

/** Decided without work for text far beyond any password, so that a huge one costs nothing. */
export const isTooLong = (password: string): boolean =>
  password.length > 8 * maxLength || passwordLength(password) > maxLength;

/**
 * @param enqueue bounds the hashing: each takes 19 MiB and one of the few threads that file and name look-ups need too
 */
export async function createPasswords(enqueue: Queue): Promise<Passwords> {
  const nobodys = await hash(crypto.randomUUID(), parameters);
  return {
    hash: (password) => enqueue(() => hash(normalPassword(password), parameters)),
    matches: async (password, hashed) => {
      const given = isTooLong(password) ? '' : normalPassword(password);
      const matched = await enqueue(() => verify(hashed ?? nobodys, given));
      return matched && hashed !== null;
    },
    isOutdated: (hashed) => {
      const [, memory, time] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),/.exec(hashed) ?? [];
      return Number(memory) < parameters.memoryCost || Number(time) < parameters.timeCost;
    },
  };
}
