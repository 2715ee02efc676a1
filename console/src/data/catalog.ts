/** Groups and plans as they are saved. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.ts';
import { afterFailure } from './query-client.ts';
import { readAll } from './read-all.ts';

const pageSize = 100;

export const plansKey = ['plans'] as const;
export const groupsKey = ['groups'] as const;
/** Of reads of AWS: what it shows depends on what is saved, too. */
export const estateKey = ['estate'] as const;

export const groupsQuery = queryOptions({
  queryKey: [...groupsKey, 'list'],
  queryFn: () => readAll((after) => api.listGroups({ limit: pageSize, ...after })),
});

export const groupQuery = (groupId: string) =>
  queryOptions({
    queryKey: [...groupsKey, groupId],
    queryFn: async () => answerOf(await api.getGroup(groupId)),
  });

/** Without their waves. */
export const plansQuery = queryOptions({
  queryKey: [...plansKey, 'list'],
  queryFn: () => readAll((after) => api.listPlans({ limit: pageSize, ...after })),
});

export const planQuery = (planId: string) =>
  queryOptions({
    queryKey: [...plansKey, planId],
    queryFn: async () => answerOf(await api.getPlan(planId)),
  });

/** A saved version never changes. */
export const planVersionQuery = (planId: string, version: number) =>
  queryOptions({
    queryKey: [...plansKey, planId, 'version', version],
    queryFn: async () => answerOf(await api.getPlan(planId, version)),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: afterFailure,
  });

/** Newest first. */
export const planVersionsQuery = (planId: string) =>
  queryOptions({
    queryKey: [...plansKey, planId, 'versions'],
    queryFn: () => readAll((after) => api.listPlanVersions(planId, { limit: pageSize, ...after })),
  });
