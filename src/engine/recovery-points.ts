/** Recovery points of servers, read from DRS: it tells of one server at a time. */
import { limits } from '../domain/limits.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import { addSeconds, earlierOf, isBefore } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { RecoveryService, RecoverySnapshot } from '../ports/recovery-service.ts';
import {
  askEachServer,
  type EachAnswer,
  type ScopeServer,
  serverKey,
  serversByScope,
  timeIsOver,
} from './ask-each-server.ts';

export interface ReadingPorts {
  readonly recovery: Pick<RecoveryService, 'describeRecoverySnapshots'>;
  readonly clock: Clock;
}

/** Of each server that DRS answered for, oldest first. */
export type SnapshotsRead = EachAnswer<ScopeServer, readonly RecoverySnapshot[]>;

const OPERATION = 'drs:DescribeRecoverySnapshots';

/** Until when a look asks that begins now; of several that somebody waits for, not beyond their deadline. */
export const lookEnd = (now: Instant, deadline?: Instant): Instant => {
  const end = addSeconds(now, limits.recoveryPointsLookSeconds);
  return deadline === undefined ? end : earlierOf(end, deadline);
};

export const readSnapshots = (
  { recovery, clock }: ReadingPorts,
  wanted: readonly ScopeServer[],
  lastMoment: Instant,
): Promise<SnapshotsRead> =>
  askEachServer(clock, wanted, {
    operation: OPERATION,
    lastMoment,
    keyOf: serverKey,
    ask: async ({ accountId, region, sourceServerId }) => {
      const answer = await recovery.describeRecoverySnapshots({ accountId, region }, sourceServerId);
      return answer.ok ? { ok: true, value: answer.value.toSorted(oldestFirst) } : answer;
    },
  });

const oldestFirst = (a: RecoverySnapshot, b: RecoverySnapshot): number => Date.parse(a.time) - Date.parse(b.time);

/** What one server is asked for: its newest point at or before a time. */
export interface WantedPoint extends ScopeServer {
  readonly pointInTime: Instant;
}

const pointKey = (wanted: WantedPoint): string => `${serverKey(wanted)}#${wanted.pointInTime}`;

/**
 * Points that were found, for some minutes: who looks again, because the time was over or AWS gave up, asks only for the
 * others. Of this process alone: another one begins anew. That there is none is asked again each time.
 */
export interface FoundPoints {
  /** `undefined`: not known, or not since then. */
  find(wanted: WantedPoint, since: Instant): RecoverySnapshot | undefined;
  keep(wanted: WantedPoint, found: RecoverySnapshot, now: Instant): void;
}

export const createFoundPoints = (): FoundPoints => {
  const byServer = new Map<string, { readonly found: RecoverySnapshot; readonly time: Instant }>();
  return {
    find: (wanted, since) => {
      const kept = byServer.get(pointKey(wanted));
      return kept === undefined || isBefore(kept.time, since) ? undefined : kept.found;
    },
    keep: (wanted, found, now) => {
      // Oldest first: each is put behind the others.
      for (const [key, { time }] of byServer) {
        if (!isBefore(time, addSeconds(now, -limits.recoveryPointsKeptSeconds))) break;
        byServer.delete(key);
      }
      byServer.delete(pointKey(wanted));
      byServer.set(pointKey(wanted), { found, time: now });
    },
  };
};

export interface PointLooks {
  /** Of those who wait; that of AWS may be simulated, and run faster. */
  readonly clock: Clock;
  readonly found: FoundPoints;
}

export interface PointsReading extends PointLooks {
  /** What was found since then counts. */
  readonly since: Instant;
  readonly lastMoment: Instant;
  /** Nothing at all is asked after it. */
  readonly deadline?: Instant;
}

/** `null`: DRS keeps none so old. */
export type PointsRead = EachAnswer<WantedPoint, RecoverySnapshot | null>;

/** One question for each server that is not known yet, and one page: the newest point at or before the time. */
export const readPoints = async (
  recovery: ReadingPorts['recovery'],
  wanted: readonly WantedPoint[],
  { clock, found, since, lastMoment }: PointsReading,
): Promise<PointsRead> => {
  // Taken out once: what is kept may be let go of while the others are asked.
  const known = new Map(wanted.map((one) => [pointKey(one), found.find(one, since)] as const));
  const read = await askEachServer<WantedPoint, RecoverySnapshot | null>(
    clock,
    wanted.filter((one) => known.get(pointKey(one)) === undefined),
    {
      operation: OPERATION,
      lastMoment,
      keyOf: pointKey,
      ask: async (one) => {
        const { accountId, region, sourceServerId, pointInTime } = one;
        const answer = await recovery.describeRecoverySnapshots({ accountId, region }, sourceServerId, pointInTime);
        if (!answer.ok) return answer;
        const point = answer.value[0] ?? null;
        if (point !== null) found.keep(one, point, clock.now());
        return { ok: true, value: point };
      },
    },
  );
  return noneForgotten(wanted, {
    ...read,
    answerOf: (one) => known.get(pointKey(one)) ?? read.answerOf(one),
  });
};

/** Whatever became of the questions: a server without an answer is never fine, or it is launched from its latest data. */
const noneForgotten = (wanted: readonly WantedPoint[], read: PointsRead): PointsRead => {
  const silent = wanted.filter((one) => read.answerOf(one) === undefined && read.refusalOf(one) === undefined);
  if (silent.length === 0 || read.failures.length > 0) return read;
  return {
    ...read,
    unasked: serversByScope(silent),
    failures: [timeIsOver(OPERATION, silent.length, wanted.length)],
  };
};

/** From when to when DRS keeps recovery points of a server, for people. */
export const keptText = (snapshots: readonly RecoverySnapshot[]): string => {
  const [oldest, newest] = [snapshots.at(0), snapshots.at(-1)];
  return oldest === undefined || newest === undefined
    ? 'none at all'
    : `the oldest is of ${oldest.time}, the newest of ${newest.time}`;
};
