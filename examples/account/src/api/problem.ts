import { CombinedGraphQLErrors, type ErrorLike } from '@apollo/client';
import { SignedOutError } from './auth-link.ts';

/** Why an operation did not do what was asked, as far as a person can do something about it. */
export type Problem = 'offline' | 'unavailable' | 'signed-out' | 'forbidden' | 'too-many' | 'fault';

const byCode: Readonly<Record<string, Problem>> = {
  UNAUTHENTICATED: 'signed-out',
  FORBIDDEN: 'forbidden',
  RATE_LIMITED: 'too-many',
  SERVICE_UNAVAILABLE: 'unavailable',
  RESULT_UNAVAILABLE: 'unavailable',
  SUBGRAPH_UNAVAILABLE: 'unavailable',
  SUBGRAPH_TIMEOUT: 'unavailable',
};

/** Reads the top-level error of an answer, or why there was none. */
export function problemOf(error: ErrorLike): Problem {
  if (error instanceof SignedOutError) return 'signed-out';
  if (error instanceof TypeError) return 'offline';
  if (!CombinedGraphQLErrors.is(error)) return 'unavailable';
  const [first] = error.errors;
  return byCode[String(first?.extensions?.['code'])] ?? 'fault';
}

/** The modules whose part of an answer is missing. */
export function missingModules(error: ErrorLike | undefined): string[] {
  if (!CombinedGraphQLErrors.is(error)) return [];
  const names = error.errors.map(({ extensions }) => extensions?.['service']);
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}
