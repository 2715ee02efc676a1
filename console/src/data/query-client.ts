import { QueryCache, QueryClient } from '@tanstack/react-query';
import { isUnauthorized } from './client.ts';
import { sessionKey } from './session.ts';

/** How often a page asks again while nobody does anything: where nothing runs, things change slowly. */
export const slowPollMilliseconds = 15_000;

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    // The session has ended elsewhere, or by its time: the frame asks who is signed in, and shows the sign-in.
    onError: (error, query) => {
      if (isUnauthorized(error) && query.queryKey[0] !== sessionKey[0]) {
        queryClient.invalidateQueries({ queryKey: sessionKey }).catch(() => undefined);
      }
    },
  }),
  defaultOptions: {
    queries: {
      // The server is often on this very machine: it may be reached without any network.
      networkMode: 'always',
      // A lost connection is shown at once, and asked for again by the frame; the rest is the API's considered answer.
      retry: false,
      staleTime: 1000,
      refetchInterval: slowPollMilliseconds,
      refetchIntervalInBackground: false,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
