/** What AWS shows now. Each look asks it, so pages look rarely. */
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

/** Every source server of an account and Region. */
export const sourceServersQuery = (scope: Scope) =>
  queryOptions({
    queryKey: [...estateKey, 'servers', scopeKey(scope)],
    queryFn: () => readAll((after) => api.listSourceServers({ ...scope, limit: pageSize, ...after })),
    refetchInterval: pollMilliseconds,
    staleTime: 10_000,
  });

const capacityPollMilliseconds = 15_000;

/** What is in use of DRS's quotas, in every account and Region. */
export const capacityQuery = queryOptions({
  queryKey: [...estateKey, 'capacity'],
  queryFn: async () => answerOf(await api.getCapacity()),
  refetchInterval: capacityPollMilliseconds,
});
