/** Staging accounts that replicate for registered ones and are not registered themselves: their quotas count all the same. */
import type { TargetAccount } from '../domain/model/account.ts';
import type { ScopeCapacity } from '../domain/model/capacity.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';

/** A source server that replicates in another account. */
export interface Extended {
  readonly stagingAccountId: string;
  readonly region: string;
  readonly targetAccountId: string;
}

/** Those that entries name, and those that extended source servers name, in the Regions of their targets. */
export const unregisteredStaging = (
  accounts: readonly TargetAccount[],
  extended: readonly Extended[],
): readonly ScopeCapacity[] => {
  const registered = new Set(
    accounts.flatMap(({ accountId, regions }) => regions.map((region) => scopeKey({ accountId, region }))),
  );
  const named = accounts.flatMap(({ accountId, regions, stagingAccountIds = [] }) =>
    regions.flatMap((region) =>
      stagingAccountIds.map((stagingAccountId) => ({ stagingAccountId, region, targetAccountId: accountId })),
    ),
  );
  const byPlace = Map.groupBy([...named, ...extended], (each) => scopeKey(placeOf(each)));
  return [...byPlace]
    .filter(([key]) => !registered.has(key))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, uses]) => {
      const [first] = uses;
      if (first === undefined) return [];
      const place = placeOf(first);
      const hasEntry = accounts.some(({ accountId }) => accountId === place.accountId);
      return [
        {
          ...place,
          result: 'NOT_REGISTERED' as const,
          stagingFor: [...new Set(uses.map(({ targetAccountId }) => targetAccountId))].toSorted(),
          extendedServers: extended.filter((each) => scopeKey(placeOf(each)) === key).length,
          remedy: remedyOf(place, hasEntry),
        },
      ];
    });
};

const placeOf = ({ stagingAccountId, region }: Extended): Scope => ({ accountId: stagingAccountId, region });

const remedyOf = ({ accountId, region }: Scope, hasEntry: boolean): string =>
  hasEntry
    ? `add ${region} to the regions of the entry of account ${accountId}`
    : `register account ${accountId} with the Region ${region}, and a role that may describe its source servers and jobs`;
