import { createHmac } from 'node:crypto';

/**
 * Makes the tokens in mails. A token follows from a random seed, which waits with the mail, and from a secret of the service, so
 * that the database alone opens no account while the mail waits.
 */
export interface MailSecrets {
  issue(seed: string): string;
  /** The tokens that may have been issued for the seed, by the newest secret first. */
  recall(seed: string): string[];
}

/** @param secrets the first makes new tokens; the others still recall those that wait */
export function createMailSecrets(secrets: readonly string[]): MailSecrets {
  const recall = (seed: string) =>
    secrets.map((secret) =>
      createHmac('sha256', secret).update(`mail token\n${seed}`).digest('base64url'),
    );
  return {
    recall,
    issue: (seed) => {
      const [token] = recall(seed);
      if (token === undefined) throw new Error('no secret for tokens in mails');
      return token;
    },
  };
}
