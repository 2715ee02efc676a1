import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, isUnauthorized } from './client.ts';

export const sessionKey = ['session'] as const;

/** Who is signed in; `null` when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: async () => {
    const result = await api.getMe();
    try {
      return answerOf(result);
    } catch (error) {
      if (isUnauthorized(error)) return null;
      throw error;
    }
  },
  refetchInterval: 60_000,
});
