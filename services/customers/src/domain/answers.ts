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
  message: 'Wrong e-mail address or password.',
});
export const loginThrottled = (retryAfterSeconds: number): LoginThrottledError => ({
  __typename: 'LoginThrottledError',
  message: 'Too many attempts. Wait before you try again, or reset your password.',
  retryAfterSeconds,
});
export const invalidToken = (): InvalidTokenError => ({
  __typename: 'InvalidTokenError',
  message: 'This token is invalid or has expired.',
});
export const emailTaken = (): EmailTakenError => ({
  __typename: 'EmailTakenError',
  message: 'This e-mail address belongs to another customer of the store.',
});
