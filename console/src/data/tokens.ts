import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.ts';

/** Named tokens and their roles; never their secrets. */
export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: async () => answerOf(await api.listTokens()).items,
});
