import { queryOptions, useQuery } from '@tanstack/react-query';
import { answerOf, api, isUnauthorized } from './client.ts';
import { createStore } from './store.ts';

export const sessionKey = ['session'] as const;

const readMe = async () => answerOf(await api.getMe());

/** Who is signed in, and what they may do. */
export type Me = Awaited<ReturnType<typeof readMe>>;

/** `null` when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: async (): Promise<Me | null> => {
    try {
      return await readMe();
    } catch (error) {
      if (isUnauthorized(error)) return null;
      throw error;
    }
  },
  // Who signs in by another tab finds this one signed in, too.
  refetchInterval: ({ state }) => (state.data === null ? 5_000 : 60_000),
});

/** Whose page this is: it is kept when the session ends by itself, and not when its owner signs out here. */
export const pageOwner = createStore<string | undefined>(undefined);

const nobody: Me = { actor: '', roles: [], permissions: [] };

/** Inside the frame somebody is signed in; for the moment in which that ends, it is somebody who may do nothing. */
export const useMe = (): Me => useQuery(sessionQuery).data ?? nobody;
