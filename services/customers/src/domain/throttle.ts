import { createHash } from 'node:crypto';
import { createTurns, graphqlError } from '@customer-graph/subgraph';
import type { Database } from '../db/database.ts';
import { countAttempt, countInHour, forgetAttempts, forgiveAttempt } from '../db/throttles.ts';
import { placeOf } from './client-address.ts';

/** An attempt to prove a password. */
export interface PasswordAttempt {
  readonly storeId: string;
  /** The account's address in normal form, whether or not there is such an account. */
  readonly account: string;
  readonly clientAddress: string | null;
}

/** Slows guessing by account and by place; shared by all instances through the database. */
export interface Throttle {
  /** Counts an attempt before the password is looked at. @returns seconds to wait; 0: go on */
  attempt(attempt: PasswordAttempt): Promise<number>;
  /** Takes back what {@link attempt} counted, since the password was right. */
  succeeded(attempt: PasswordAttempt): Promise<void>;
  /** Lets an account be tried again at once. */
  release(storeId: string, account: string): Promise<void>;
  /** Counts a request that anyone can make. @throws RATE_LIMITED */
  request(storeId: string, clientAddress: string | null): Promise<void>;
  /** Counts a mail to an address. @returns false when it got enough of them this hour */
  allowsMail(storeId: string, to: string): Promise<boolean>;
  /** Keys of what is counted for an account's address. */
  keysOf(storeId: string, address: string): string[];
}

export interface ThrottleOptions {
  readonly attemptsPerAccount: number;
  readonly attemptsPerAddress: number;
  readonly requestsPerAddress: number;
}

const mailsPerHour = 5;

/** Keys are hashed: the table holds no address of anyone. */
const keyOf = (...parts: string[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

export function createThrottle(db: Database, options: ThrottleOptions): Throttle {
  // Who counts on the same key waits for its row; waiting in turn leaves the connections to others.
  const turns = createTurns();
  const attempts = (key: string, free: number) => turns(key, () => countAttempt(db, key, free));
  const inHour = (key: string, limit: number) => turns(key, () => countInHour(db, key, limit));
  const accountKey = (storeId: string, account: string) => keyOf('login', storeId, account);
  const mailKey = (storeId: string, to: string) => keyOf('mail', storeId, to);
  const placeKey = (kind: string, clientAddress: string | null) => {
    const place = clientAddress === null ? null : placeOf(clientAddress);
    return place === null ? null : keyOf(kind, place);
  };
  return {
    attempt: async ({ storeId, account, clientAddress }) => {
      const place = placeKey('login-from', clientAddress);
      if (place !== null) {
        const seconds = await attempts(place, options.attemptsPerAddress);
        if (seconds > 0) return seconds;
      }
      return attempts(accountKey(storeId, account), options.attemptsPerAccount);
    },
    succeeded: async ({ storeId, account, clientAddress }) => {
      const place = placeKey('login-from', clientAddress);
      await forgetAttempts(db, accountKey(storeId, account));
      if (place !== null) await forgiveAttempt(db, place, options.attemptsPerAddress);
    },
    release: (storeId, account) => forgetAttempts(db, accountKey(storeId, account)),
    request: async (storeId, clientAddress) => {
      const place = placeKey(`request:${storeId}`, clientAddress);
      if (place !== null && !(await inHour(place, options.requestsPerAddress)))
        throw graphqlError('RATE_LIMITED', 'Too many requests from this network. Try again later.');
    },
    allowsMail: (storeId, to) => inHour(mailKey(storeId, to), mailsPerHour),
    keysOf: (storeId, address) => [accountKey(storeId, address), mailKey(storeId, address)],
  };
}
