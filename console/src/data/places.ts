/** Accounts and Regions that are known of: from the settings, and from what is saved. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { type Scope, scopeKey } from '../../../src/domain/model/scope.ts';
import type { KnownAccount } from '../../../src/domain/model/settings.ts';
import { groupsQuery } from './catalog.ts';
import { answerOf, api } from './client.ts';

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: async () => answerOf(await api.getSettings()),
  refetchInterval: 60_000,
});

interface Places {
  readonly accounts: readonly KnownAccount[];
  /** Each account and Region once, in order. */
  readonly scopes: readonly Scope[];
  /** Both sources have answered, whatever they said. */
  readonly isRead: boolean;
}

export function usePlaces(): Places {
  const settings = useQuery(settingsQuery);
  const groups = useQuery(groupsQuery);
  const accounts = settings.data?.accounts ?? [];
  const scopes = [
    ...accounts.flatMap(({ accountId, regions }) => regions.map((region): Scope => ({ accountId, region }))),
    ...(groups.data ?? []).map(({ accountId, region }): Scope => ({ accountId, region })),
  ];
  const byKey = new Map(scopes.map((scope) => [scopeKey(scope), scope]));
  return {
    accounts,
    scopes: [...byKey.entries()].toSorted(([a], [b]) => a.localeCompare(b)).map(([, scope]) => scope),
    isRead: !settings.isPending && !groups.isPending,
  };
}
