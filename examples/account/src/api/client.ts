import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import './default-options.ts';
import generated from '../generated/possible-types.ts';
import { settings } from '../settings.ts';
import { authLink, type Credentials } from './auth-link.ts';

/** A client of the graph with a cache of its own, for one kind of caller. */
export function createClient(credentials: Credentials | null): ApolloClient {
  // Without a token, the header tells the store; with one, the token does.
  const headers: Record<string, string> = credentials ? {} : { 'x-store-id': settings.store };
  const http = new HttpLink({ uri: settings.endpoint, headers });
  return new ApolloClient({
    link: credentials ? ApolloLink.from([authLink(credentials), http]) : http,
    cache: new InMemoryCache({ possibleTypes: generated.possibleTypes }),
    defaultOptions: {
      // `all`: what a running module answers is shown although another one is down. Not from the cache, because a null
      // that came with an error would be taken for an answer there.
      watchQuery: {
        errorPolicy: 'all',
        fetchPolicy: 'network-only',
        nextFetchPolicy: 'cache-first',
      },
      mutate: { errorPolicy: 'all' },
    },
  });
}

/** For what is done before signing in. */
export const anonymous = createClient(null);
