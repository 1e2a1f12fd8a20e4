/** What a person enters to register. It counts for nothing until the link of its own mail is opened. */
export interface Registration {
  readonly passwordHash: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly phone: string | null;
  readonly preferredLanguage: string | null;
  /** Null when the question was not put. */
  readonly marketingConsent: boolean | null;
}

/** A password alone, as who resets one enters it. */
export const passwordOnly = (passwordHash: string): Registration => ({
  passwordHash,
  firstName: null,
  lastName: null,
  phone: null,
  preferredLanguage: null,
  marketingConsent: null,
});
