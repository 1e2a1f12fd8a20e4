import type { GraphQLFormattedError } from 'graphql';

/** The response to a request whose token nobody believes: nothing was executed, and the client learns it from the status. */
export const tokenRefusal = {
  status: 401,
  headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  error: {
    message: 'The access token is invalid or has expired',
    extensions: { code: 'UNAUTHENTICATED' },
  } satisfies GraphQLFormattedError,
} as const;
