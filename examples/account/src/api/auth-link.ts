import { ApolloLink } from '@apollo/client';
import type { FormattedExecutionResult } from 'graphql';
import { defer, from, of, switchMap, type Observable } from 'rxjs';

/** Where a client's access token comes from. */
export interface Credentials {
  /** A token that should still be good; undefined when there is none. */
  current(): Promise<string | undefined>;
  /** A new one in place of a token that was refused; undefined when there is none to be had. */
  renew(refused: string): Promise<string | undefined>;
}

/** Nobody is signed in any more. Sent without a token, the operation would answer for nobody, not for this customer. */
export class SignedOutError extends Error {
  override readonly name = 'SignedOutError';
}

/**
 * Sends the access token. A token that the gateway refuses (before it executes anything, so that also a mutation may be
 * sent again) is renewed, and the operation sent once more: nobody notices.
 */
export function authLink(credentials: Credentials): ApolloLink {
  return new ApolloLink((operation, forward) => {
    const send = (token: string | undefined): Observable<ApolloLink.Result> => {
      if (!token) throw new SignedOutError('Nobody is signed in');
      operation.setContext({ headers: { authorization: `Bearer ${token}` } });
      return forward(operation);
    };
    return defer(() => from(credentials.current())).pipe(
      switchMap((token) =>
        send(token).pipe(
          switchMap((result) => {
            if (!token || !isRefused(result)) return of(result);
            return defer(() => from(credentials.renew(token))).pipe(switchMap(send));
          }),
        ),
      ),
    );
  });
}

const isRefused = ({ data, errors }: FormattedExecutionResult): boolean =>
  data == null && errors?.[0]?.extensions?.['code'] === 'UNAUTHENTICATED';
