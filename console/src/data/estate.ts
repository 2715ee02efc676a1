/** What AWS shows now of the accounts and Regions that groups name. Each look is a call to AWS: they are rare. */
import { queryOptions } from '@tanstack/react-query';
import type { EstateServer } from '../../../src/domain/model/estate-view.ts';
import type { Scope } from '../../../src/domain/model/scope.ts';
import { answerOf, api } from './client.ts';
import { readAll } from './read-all.ts';

const pageSize = 500;
const groupPageSize = 100;
const pollMilliseconds = 60_000;

/** Accounts and Regions of the protection groups, each once. */
export const scopesQuery = queryOptions({
  queryKey: ['scopes'],
  queryFn: async (): Promise<readonly Scope[]> => {
    const groups = await readAll((after) => api.listGroups({ limit: groupPageSize, ...after }));
    const scopes = new Map(groups.map(({ accountId, region }) => [`${accountId} ${region}`, { accountId, region }]));
    return [...scopes].toSorted(([a], [b]) => a.localeCompare(b)).map(([, scope]) => scope);
  },
  refetchInterval: pollMilliseconds,
});

export const sourceServersQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ['source-servers', scope],
    queryFn: (): Promise<readonly EstateServer[]> =>
      readAll((after) => api.listSourceServers({ ...scope, limit: pageSize, ...after })),
    refetchInterval: pollMilliseconds,
    staleTime: pollMilliseconds / 2,
  });

export const quotaUseQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ['quota-use', scope],
    queryFn: async () => answerOf(await api.getQuotaUse(scope)),
    refetchInterval: pollMilliseconds / 4,
  });

export const plansQuery = queryOptions({
  queryKey: ['plans', 'all'],
  queryFn: () => readAll((after) => api.listPlans({ limit: groupPageSize, ...after })),
});
