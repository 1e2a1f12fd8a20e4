import { hash, verify } from '@node-rs/argon2';

/** OWASP's parameters for Argon2id: 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const maxLength = 1_024;

export interface Passwords {
  /** True when the password has an allowed length, counted after normalisation. */
  allows(password: string, minLength: number): boolean;
  hash(password: string): Promise<string>;
  /** Costs the same whether there is a hash or not, so that time does not tell which accounts exist. */
  matches(password: string, hashed: string | null): Promise<boolean>;
}

const normal = (password: string) => password.normalize('NFKC');

export async function createPasswords(): Promise<Passwords> {
  const nobodys = await hash(crypto.randomUUID(), parameters);
  return {
    allows: (password, minLength) => {
      const { length } = [...normal(password)];
      return length >= minLength && length <= maxLength;
    },
    hash: (password) => hash(normal(password), parameters),
    matches: async (password, hashed) => {
      const matched = await verify(hashed ?? nobodys, normal(password));
      return matched && hashed !== null;
    },
  };
}
