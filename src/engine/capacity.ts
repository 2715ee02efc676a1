/**
 * How full DRS is in every Region of every registered account: one sweep, kept for a while, shared by all who ask. Of a
 * place that failed nothing is kept: whoever asks next has it asked again.
 */
import { limits } from '../domain/limits.ts';
import type { TargetAccount } from '../domain/model/account.ts';
import type { Capacity, ScopeCapacity } from '../domain/model/capacity.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import { secondsBetween } from '../domain/time.ts';
import type { AwsFailure } from '../ports/aws-failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { ItemReader } from '../ports/item-store.ts';
import type { RecoveryService, SourceServer } from '../ports/recovery-service.ts';
import { readAccounts } from './account-items.ts';
import { mapAtMost } from './at-most.ts';
import { isUninitialised } from './check-account.ts';
import { failureText } from './failure-text.ts';
import { type SeenUse, seeUse } from './quota-use.ts';
import { type Extended, unregisteredStaging } from './staging-capacity.ts';

export interface CapacityPorts {
  readonly store: ItemReader;
  readonly recovery: Pick<RecoveryService, 'describeSourceServers' | 'describeJobs'>;
  readonly clock: Clock;
}

interface Sweep {
  /** Of which accounts, as they were registered. */
  readonly of: string;
  readonly seen: Promise<Seen>;
}

interface Seen {
  readonly askedTime: Instant;
  /** One for each place. */
  readonly looks: readonly Look[];
}

export const createCapacity = (ports: CapacityPorts): (() => Promise<Capacity>) => {
  let newest: Sweep | undefined;

  const isFresh = ({ askedTime }: Seen): boolean =>
    Math.abs(secondsBetween(askedTime, ports.clock.now())) < limits.capacityKeptSeconds;

  return async () => {
    const accounts = await readAccounts(ports.store);
    const of = accounts.map(({ accountId, version }) => `${accountId}/${version}`).join(' ');
    const sweep = newest?.of === of ? newest : undefined;
    // One that threw is nobody's answer any more: it is asked anew.
    const seen = await sweep?.seen.catch(() => undefined);
    const kept = seen !== undefined && isFresh(seen) ? seen : undefined;
    if (kept?.looks.every(isKnown)) return capacityIn(accounts, kept);
    // Somebody who waited beside us may have begun another one.
    if (newest?.of !== of || newest === sweep) newest = { of, seen: lookAtAll(ports, accounts, kept) };
    return capacityIn(accounts, await newest.seen);
  };
};

/** What failed is not kept: it may have been one throttle. */
const isKnown = ({ capacity }: Look): boolean => capacity.result !== 'FAILED';

/** What is known of `kept` is not asked again; its time remains the time of all. */
const lookAtAll = async (
  ports: CapacityPorts,
  accounts: readonly TargetAccount[],
  kept: Seen | undefined,
): Promise<Seen> => {
  const askedTime = kept?.askedTime ?? ports.clock.now();
  const known = new Map<string, Look>();
  for (const look of kept?.looks.filter(isKnown) ?? []) known.set(scopeKey(look.capacity), look);
  const places = accounts.flatMap(({ accountId, accountName, regions }) =>
    regions.map((region) => ({ accountId, accountName, region })),
  );
  const looks = await mapAtMost(
    limits.scopesAtOnce,
    places,
    async (place) => known.get(scopeKey(place)) ?? capacityOf(ports, place),
  );
  return { askedTime, looks };
};

const capacityIn = (accounts: readonly TargetAccount[], { askedTime, looks }: Seen): Capacity => {
  const scopes = looks.map(({ capacity }) => capacity);
  const extended = looks.flatMap(({ extendedFrom }) => extendedFrom);
  return { askedTime, scopes: [...scopes, ...unregisteredStaging(accounts, extended)] };
};

type Place = Scope & Pick<TargetAccount, 'accountName'>;

interface Look {
  readonly capacity: ScopeCapacity;
  readonly extendedFrom: readonly Extended[];
}

const capacityOf = async (ports: CapacityPorts, place: Place): Promise<Look> => {
  const [servers, use] = await Promise.all([ports.recovery.describeSourceServers(place), seeUse(ports, place)]);
  if (!servers.ok) return { capacity: unknownCapacity(place, servers.failure), extendedFrom: [] };
  const extendedFrom = servers.value.flatMap(({ stagingAccountId }) => extendedInto(place, stagingAccountId));
  if (!use.ok) return { capacity: unknownCapacity(place, use.failure), extendedFrom };
  return { capacity: knownCapacity(place, servers.value, use.value), extendedFrom };
};

const extendedInto = ({ accountId, region }: Place, stagingAccountId = accountId): readonly Extended[] =>
  stagingAccountId === accountId ? [] : [{ stagingAccountId, region, targetAccountId: accountId }];

const knownCapacity = (place: Place, servers: readonly SourceServer[], { ours, others }: SeenUse): ScopeCapacity => {
  return {
    ...place,
    result: 'OK',
    replicatingServers: {
      used: servers.filter((server) => replicatesIn(place, server)).length,
      limit: limits.replicatingServersPerScope,
    },
    sourceServers: { used: servers.length, limit: limits.sourceServersPerScope },
    jobs: { ours: ours.jobs, others: others.jobs, limit: limits.jobsPerScope },
    serversInJobs: { ours: ours.servers, others: others.servers, limit: limits.serversInAllJobs },
  };
};

const unknownCapacity = (place: Place, failure: AwsFailure): ScopeCapacity =>
  isUninitialised(failure)
    ? { ...place, result: 'NOT_INITIALISED' }
    : { ...place, result: 'FAILED', message: failureText(failure) };

/** States in which nothing is copied (DRS DataReplicationState). Any other counts, one that is new to us too. */
const restingStates: readonly string[] = ['STOPPED', 'PAUSED', 'STALLED', 'DISCONNECTED'];

const replicatesIn = ({ accountId }: Place, { replicationState = '', stagingAccountId = accountId }: SourceServer) =>
  stagingAccountId === accountId && !restingStates.includes(replicationState);
