/** What belongs to an execution and is read apart from it: servers, events, instances. */
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { EventPage, EventView } from '../../../src/api/contract.ts';
import { byName } from './by-name.ts';
import { answerOf, api } from './client.ts';
import { executionKey, type SeenExecution } from './execution.ts';
import { afterFailure, queryClient } from './query-client.ts';
import { readAll } from './read-all.ts';

const serversPageSize = 500;
const eventsPageSize = 1000;

const serversKey = (executionId: string) => [...executionKey(executionId), 'servers'] as const;
const eventsKey = (executionId: string) => [...executionKey(executionId), 'events'] as const;

/** Reads again when the tag of the execution says that something has changed, and not otherwise. */
export function useServers({ execution: { executionId }, etag }: SeenExecution) {
  const client = useQueryClient();
  useEffect(() => {
    if (etag !== undefined) client.invalidateQueries({ queryKey: serversKey(executionId) }).catch(() => undefined);
  }, [client, executionId, etag]);
  return useQuery({
    queryKey: serversKey(executionId),
    queryFn: async () => {
      const servers = await readAll((after) => api.listServers(executionId, { limit: serversPageSize, ...after }));
      return servers.toSorted((a, b) => a.waveNumber - b.waveNumber || byName.compare(a.serverName, b.serverName));
    },
    refetchInterval: afterFailure,
  });
}

/** The history, oldest first. It only grows: what has been read is kept, and the rest is asked for. */
export function useEvents({ execution: { executionId, eventCount } }: SeenExecution) {
  const client = useQueryClient();
  const key = eventsKey(executionId);
  useEffect(() => {
    if (eventCount > 0) client.invalidateQueries({ queryKey: eventsKey(executionId) }).catch(() => undefined);
  }, [client, executionId, eventCount]);
  return useQuery({
    queryKey: key,
    queryFn: async (): Promise<readonly EventView[]> => {
      const known = queryClient.getQueryData<readonly EventView[]>(key) ?? [];
      const added: EventView[] = [];
      let after: number | undefined = known.at(-1)?.sequence ?? 0;
      while (after !== undefined) {
        const page: EventPage = answerOf(await api.listEvents(executionId, { after, limit: eventsPageSize }));
        added.push(...page.items);
        after = page.next;
      }
      return [...known, ...added];
    },
    refetchInterval: afterFailure,
  });
}

/** What the execution launched, as it was last observed. */
export const instancesQuery = (executionId: string) =>
  queryOptions({
    queryKey: [...executionKey(executionId), 'instances'],
    queryFn: () => readAll((after) => api.listRecoveryInstances(executionId, { limit: serversPageSize, ...after })),
    refetchInterval: afterFailure,
  });
