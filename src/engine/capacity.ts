/** How full DRS is in every Region of every registered account: one sweep, kept for a while, shared by all who ask. */
import { limits } from '../domain/limits.ts';
import type { TargetAccount } from '../domain/model/account.ts';
import type { Capacity, ScopeCapacity } from '../domain/model/capacity.ts';
import type { Scope } from '../domain/model/scope.ts';
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
  readonly capacity: Promise<Capacity>;
}

export const createCapacity = (ports: CapacityPorts): (() => Promise<Capacity>) => {
  let newest: Sweep | undefined;

  const isFresh = async ({ capacity }: Sweep): Promise<boolean> => {
    const { askedTime } = await capacity;
    return Math.abs(secondsBetween(askedTime, ports.clock.now())) < limits.capacityKeptSeconds;
  };

  return async () => {
    const accounts = await readAccounts(ports.store);
    const of = accounts.map(({ accountId, version }) => `${accountId}/${version}`).join(' ');
    const sweep = newest;
    if (sweep?.of === of && (await isFresh(sweep))) return sweep.capacity;
    // Somebody who waited beside us may have begun another one.
    if (newest?.of !== of || newest === sweep) newest = { of, capacity: sweepAll(ports, accounts) };
    return newest.capacity;
  };
};

const sweepAll = async (ports: CapacityPorts, accounts: readonly TargetAccount[]): Promise<Capacity> => {
  const askedTime = ports.clock.now();
  const places = accounts.flatMap(({ accountId, accountName, regions }) =>
    regions.map((region) => ({ accountId, accountName, region })),
  );
  const looks = await mapAtMost(limits.scopesAtOnce, places, (place) => capacityOf(ports, place));
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
