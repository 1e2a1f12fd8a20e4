import { createHash, createHmac, randomBytes } from 'node:crypto';

const format = /^[\w-]{43}$/;

/** A new token for a person's hands: 256 random bits. Only its hash is stored. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** False for text that can be no token of ours. */
export const isSecret = (text: string): boolean => format.test(text);

/** What is stored of a token. A plain hash will do: random bits cannot be guessed like passwords. */
export const hashOf = (secret: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(secret).digest());

export const newSalt = (): Uint8Array<ArrayBuffer> => new Uint8Array(randomBytes(32));

/** The token that follows a spent one: made again only by who has both the spent token and the stored salt. */
export const successorOf = (spent: string, salt: Uint8Array): string =>
  createHmac('sha256', salt).update(spent).digest('base64url');
