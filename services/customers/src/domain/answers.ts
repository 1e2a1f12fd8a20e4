/** Answers that several operations share. Expected failures have names that end in `Error`. */
export interface RequestAccepted {
  readonly __typename: 'RequestAccepted';
  readonly message: string;
}
export interface InvalidCredentialsError {
  readonly __typename: 'InvalidCredentialsError';
  readonly message: string;
}
export interface LoginThrottledError {
  readonly __typename: 'LoginThrottledError';
  readonly message: string;
  readonly retryAfterSeconds: number;
}
export interface InvalidTokenError {
  readonly __typename: 'InvalidTokenError';
  readonly message: string;
}
export interface EmailTakenError {
  readonly __typename: 'EmailTakenError';
  readonly message: string;
}

export interface MergeBlockedError {
  readonly __typename: 'MergeBlockedError';
  readonly message: string;
  readonly reasons: string[];
}

export const mergeBlocked = (reasons: string[]): MergeBlockedError => ({
  __typename: 'MergeBlockedError',
  message: 'These customers cannot be merged.',
  reasons,
});
export const requestAccepted = (message: string): RequestAccepted => ({
  __typename: 'RequestAccepted',
  message,
});
export const invalidCredentials = (): InvalidCredentialsError => ({
  __typename: 'InvalidCredentialsError',
  message: 'The address and the password do not fit together.',
});
export const loginThrottled = (retryAfterSeconds: number): LoginThrottledError => ({
  __typename: 'LoginThrottledError',
  message: 'Too many attempts; wait before you try again, or reset the password.',
  retryAfterSeconds,
});
export const invalidToken = (): InvalidTokenError => ({
  __typename: 'InvalidTokenError',
  message: 'This token is not valid, or not any more.',
});
export const emailTaken = (): EmailTakenError => ({
  __typename: 'EmailTakenError',
  message: 'Another customer of this store has this address.',
});
