/** Recovery points of servers, read from DRS: it tells of one server at a time. */
import type { Instant } from '../domain/model/identifiers.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import { isBefore } from '../domain/time.ts';
import type { AwsFailure } from '../ports/aws-failure.ts';
import type { RecoveryService, RecoverySnapshot } from '../ports/recovery-service.ts';
import { mapAtMost } from './at-most.ts';

/** DRS allows no more than some tens of calls a second in an account and Region, and others call too. */
const READS_AT_A_TIME = 10;

export interface SnapshotsRead {
  /** By scope and server, as `snapshotsOf` finds them; of each server that DRS answered for, oldest first. */
  readonly snapshots: ReadonlyMap<string, readonly RecoverySnapshot[]>;
  /** One for each account and Region that could not be asked to the end. */
  readonly failures: readonly AwsFailure[];
}

interface ScopeIds extends Scope {
  readonly sourceServerIds: readonly string[];
}

const keyOf = (scope: Scope, sourceServerId: string): string => `${scopeKey(scope)}#${sourceServerId}`;

export const snapshotsOf = (
  { snapshots }: SnapshotsRead,
  scope: Scope,
  sourceServerId: string,
): readonly RecoverySnapshot[] | undefined => snapshots.get(keyOf(scope, sourceServerId));

export const readSnapshots = async (
  recovery: Pick<RecoveryService, 'describeRecoverySnapshots'>,
  wanted: readonly ScopeIds[],
): Promise<SnapshotsRead> => {
  const snapshots = new Map<string, readonly RecoverySnapshot[]>();
  const failures: AwsFailure[] = [];
  const readScope = async ({ accountId, region, sourceServerIds }: ScopeIds): Promise<void> => {
    const scope = { accountId, region };
    let failure: AwsFailure | undefined;
    await mapAtMost(READS_AT_A_TIME, sourceServerIds, async (sourceServerId) => {
      // What was refused for one server is refused for all: thousands of further questions help nobody.
      if (failure !== undefined) return;
      const answer = await recovery.describeRecoverySnapshots(scope, sourceServerId);
      if (answer.ok) snapshots.set(keyOf(scope, sourceServerId), answer.value.toSorted(oldestFirst));
      else failure ??= answer.failure;
    });
    if (failure !== undefined) failures.push(failure);
  };
  await Promise.all(wanted.map(readScope));
  return { snapshots, failures };
};

const oldestFirst = (a: RecoverySnapshot, b: RecoverySnapshot): number => Date.parse(a.time) - Date.parse(b.time);

/** The newest at or before a time, of snapshots that stand oldest first. */
export const newestAtOrBefore = (
  snapshots: readonly RecoverySnapshot[],
  pointInTime: Instant,
): RecoverySnapshot | undefined => snapshots.findLast(({ time }) => !isBefore(pointInTime, time));

/** From when to when DRS keeps recovery points of a server, for people. */
export const keptText = (snapshots: readonly RecoverySnapshot[]): string => {
  const [oldest, newest] = [snapshots.at(0), snapshots.at(-1)];
  return oldest === undefined || newest === undefined
    ? 'none at all'
    : `the oldest is of ${oldest.time}, the newest of ${newest.time}`;
};
