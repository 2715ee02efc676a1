/** What AWS shows now, where each look asks it and pages look rarely; and the inventory, which is what it showed last. */
import { queryOptions } from '@tanstack/react-query';
import type { SelectionRequest } from '../../../src/domain/model/estate-view.ts';
import { type Scope, scopeKey } from '../../../src/domain/model/scope.ts';
import { estateKey } from './catalog.ts';
import { answerOf, api } from './client.ts';
import { readAll } from './read-all.ts';

const pollMilliseconds = 60_000;
const pageSize = 500;

/** What a selection matches, saved or not. */
export const resolvedQuery = (request: SelectionRequest) =>
  queryOptions({
    queryKey: [...estateKey, 'resolved', request],
    queryFn: async () => answerOf(await api.resolve(request)),
    refetchInterval: pollMilliseconds,
    staleTime: 10_000,
  });

const inventoryPollMilliseconds = 15_000;

/** The source servers of an account and Region, as they were seen last. */
export const sourceServersQuery = ({ accountId, region }: Scope) =>
  queryOptions({
    queryKey: [...estateKey, 'servers', scopeKey({ accountId, region })],
    queryFn: () => readAll((after) => api.listSourceServers({ accountId, region, limit: pageSize, ...after })),
    refetchInterval: inventoryPollMilliseconds,
  });

/** Those of every account and Region. */
export const allServersQuery = queryOptions({
  queryKey: [...estateKey, 'servers'],
  queryFn: () => readAll((after) => api.listSourceServers({ limit: pageSize, ...after })),
  refetchInterval: inventoryPollMilliseconds,
});

/** What drills and recoveries have launched, everywhere. */
export const allInstancesQuery = queryOptions({
  queryKey: [...estateKey, 'instances'],
  queryFn: () => readAll((after) => api.listInventoryInstances({ limit: pageSize, ...after })),
  refetchInterval: inventoryPollMilliseconds,
});

/** How old it is, by account and Region. */
export const inventoryQuery = queryOptions({
  queryKey: [...estateKey, 'inventory'],
  queryFn: async () => answerOf(await api.getInventory()),
  refetchInterval: inventoryPollMilliseconds,
});

/** Other plans over the same servers. */
export const planOverlapsQuery = (planId: string) =>
  queryOptions({
    queryKey: [...estateKey, 'overlaps', planId],
    queryFn: async () => answerOf(await api.getPlanOverlaps(planId)),
    refetchInterval: inventoryPollMilliseconds,
  });

const pauseMilliseconds = 1000;

/** Asks AWS everywhere, to the end. */
export const refreshInventory = async (): Promise<void> => {
  for (let since: string | undefined; ; ) {
    const answer = answerOf(await api.refreshInventory(since === undefined ? {} : { since }));
    if (answer.pendingCount === 0) return;
    since = answer.since;
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
};

const capacityPollMilliseconds = 15_000;

/** What is in use of DRS's quotas, in every account and Region. */
export const capacityQuery = queryOptions({
  queryKey: [...estateKey, 'capacity'],
  queryFn: async () => answerOf(await api.getCapacity()),
  refetchInterval: capacityPollMilliseconds,
});
