import { QueryCache, QueryClient } from '@tanstack/react-query';
import { isForbidden, isUnauthorized } from './client.ts';
import { noteRead } from './last-read.ts';
import { sessionKey } from './session.ts';

/** How often a page asks again while nobody does anything: where nothing runs, things change slowly. */
export const slowPollMilliseconds = 15_000;

/** Of what is read when something says that it has changed: that may say nothing for months, and what failed is asked again. */
export const afterFailure = ({ state }: { readonly state: { readonly status: string } }): number | false =>
  state.status === 'error' ? slowPollMilliseconds : false;

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onSuccess: (_data, { queryKey }) => noteRead(queryKey),
    // The session has ended, or lost a role: the frame asks who is signed in, and what they may do now.
    onError: (error, query) => {
      if ((isUnauthorized(error) || isForbidden(error)) && query.queryKey[0] !== sessionKey[0]) {
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
