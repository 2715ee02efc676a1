import { queryOptions, useQuery } from '@tanstack/react-query';
import { answerOf, api } from './client.ts';

/** Asked once: it is that of the server that the page came from. */
const serverQuery = queryOptions({
  queryKey: ['server'],
  queryFn: async () => answerOf(await api.health()),
  staleTime: Number.POSITIVE_INFINITY,
  refetchInterval: false,
});

/** A command as it is pasted into a shell: with what the server's own printed commands have, so that it reaches the same one. */
export const usePrintedCommand = (words: string): string => {
  const flags = useQuery(serverQuery).data?.commandFlags ?? '';
  return ['./breakwater', words, ...(flags === '' ? [] : [flags])].join(' ');
};
