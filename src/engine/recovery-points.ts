/** Recovery points of servers, read from DRS: it tells of one server at a time. */
import { limits } from '../domain/limits.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import { scopeKey } from '../domain/model/scope.ts';
import { addSeconds, isBefore } from '../domain/time.ts';
import type { AwsFailure } from '../ports/aws-failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { RecoveryService, RecoverySnapshot } from '../ports/recovery-service.ts';
import {
  askEachServer,
  type EachAnswer,
  type ScopeServer,
  type ServersOfScope,
  serversByScope,
} from './ask-each-server.ts';

export interface ReadingPorts {
  readonly recovery: Pick<RecoveryService, 'describeRecoverySnapshots'>;
  readonly clock: Clock;
}

/** Of each server that DRS answered for, oldest first. */
export type SnapshotsRead = EachAnswer<readonly RecoverySnapshot[]>;

const OPERATION = 'drs:DescribeRecoverySnapshots';

export const readSnapshots = (
  { recovery, clock }: ReadingPorts,
  wanted: readonly ServersOfScope[],
): Promise<SnapshotsRead> =>
  askEachServer(clock, wanted, {
    operation: OPERATION,
    lastMoment: addSeconds(clock.now(), limits.recoveryPointsLookSeconds),
    ask: async (scope, sourceServerId) => {
      const answer = await recovery.describeRecoverySnapshots(scope, sourceServerId);
      return answer.ok ? { ok: true, value: answer.value.toSorted(oldestFirst) } : answer;
    },
  });

const oldestFirst = (a: RecoverySnapshot, b: RecoverySnapshot): number => Date.parse(a.time) - Date.parse(b.time);

/** What one server is asked for: its newest point at or before a time. */
export interface WantedPoint extends ScopeServer {
  readonly pointInTime: Instant;
}

/**
 * Points that were found, for some minutes: who looks again, because the time was over or AWS gave up, asks only for the
 * others. Of this process alone: another one begins anew.
 */
export interface FoundPoints {
  /** `null`: there is none. `undefined`: not known, or not since then. */
  find(wanted: WantedPoint, since: Instant): RecoverySnapshot | null | undefined;
  keep(wanted: WantedPoint, found: RecoverySnapshot | null, now: Instant): void;
}

export const createFoundPoints = (): FoundPoints => {
  const byServer = new Map<string, { readonly found: RecoverySnapshot | null; readonly time: Instant }>();
  const keyOf = (wanted: WantedPoint): string =>
    [scopeKey(wanted), wanted.sourceServerId, wanted.pointInTime].join('#');
  return {
    find: (wanted, since) => {
      const kept = byServer.get(keyOf(wanted));
      return kept === undefined || isBefore(kept.time, since) ? undefined : kept.found;
    },
    keep: (wanted, found, now) => {
      // Oldest first: each is put behind the others.
      for (const [key, { time }] of byServer) {
        if (!isBefore(time, addSeconds(now, -limits.recoveryPointsKeptSeconds))) break;
        byServer.delete(key);
      }
      byServer.delete(keyOf(wanted));
      byServer.set(keyOf(wanted), { found, time: now });
    },
  };
};

export interface PointsReading {
  /** Of those who wait; that of AWS may be simulated, and run faster. */
  readonly clock: Clock;
  readonly found: FoundPoints;
  /** What was found since then counts. */
  readonly since: Instant;
  readonly lastMoment: Instant;
}

/** One question for each server, and one page: the newest point at or before the time. `found` has them afterwards. */
export const readPoints = async (
  recovery: ReadingPorts['recovery'],
  wanted: readonly WantedPoint[],
  { clock, found, since, lastMoment }: PointsReading,
): Promise<Omit<EachAnswer<unknown>, 'answers'>> => {
  const unknown = wanted.filter((one) => found.find(one, since) === undefined);
  const unasked: ServersOfScope[] = [];
  const failures: AwsFailure[] = [];
  for (const [pointInTime, ofTime] of Map.groupBy(unknown, (one) => one.pointInTime)) {
    const read = await askEachServer(clock, serversByScope(ofTime), {
      operation: OPERATION,
      lastMoment,
      ask: async (scope, sourceServerId) => {
        const answer = await recovery.describeRecoverySnapshots(scope, sourceServerId, pointInTime);
        if (answer.ok) found.keep({ ...scope, sourceServerId, pointInTime }, answer.value[0] ?? null, clock.now());
        return answer;
      },
    });
    unasked.push(...read.unasked);
    failures.push(...read.failures);
  }
  return { unasked, failures };
};

/** From when to when DRS keeps recovery points of a server, for people. */
export const keptText = (snapshots: readonly RecoverySnapshot[]): string => {
  const [oldest, newest] = [snapshots.at(0), snapshots.at(-1)];
  return oldest === undefined || newest === undefined
    ? 'none at all'
    : `the oldest is of ${oldest.time}, the newest of ${newest.time}`;
};
