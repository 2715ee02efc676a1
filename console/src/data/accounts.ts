/** Accounts that servers are recovered in, and what AWS says of them. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.ts';

export const accountsKey = ['accounts'] as const;

export const accountQuery = (accountId: string) =>
  queryOptions({
    queryKey: [...accountsKey, accountId],
    queryFn: async () => answerOf(await api.getAccount(accountId)),
  });

/** Reads of AWS: only when a person opens the page, or looks again. */
const onDemand = { refetchInterval: false, refetchOnWindowFocus: false, staleTime: 10_000 } as const;

/** By Region: those that the entry names, and those that DRS lists. */
export const stagingAccountsQuery = (accountId: string) =>
  queryOptions({
    queryKey: [...accountsKey, accountId, 'staging'],
    queryFn: async () => answerOf(await api.listStagingAccounts(accountId)).regions,
    ...onDemand,
  });

export interface StagingPlace {
  readonly region: string;
  readonly stagingAccountId: string;
}

/** The servers of a staging account that can be extended into this account. */
export const extensibleServersQuery = (accountId: string, place: StagingPlace) =>
  queryOptions({
    queryKey: [...accountsKey, accountId, 'extensible', place],
    queryFn: async () => answerOf(await api.listExtensibleServers(accountId, place)),
    ...onDemand,
  });
