import { limits } from '../domain/limits.ts';
import type { LaunchJob } from '../domain/model/execution.ts';
import type { Scope } from '../domain/model/scope.ts';
import { addSeconds } from '../domain/time.ts';
import type { ServerObstacle } from '../domain/transition/input.ts';
import type { Outcome } from '../ports/aws-failure.ts';
import { failureText } from './failure-text.ts';
import {
  keptText,
  lookEnd,
  type PointLooks,
  type PointsRead,
  type ReadingPorts,
  readPoints,
  readSnapshots,
  type SnapshotsRead,
  type WantedPoint,
} from './recovery-points.ts';

type Obstacles = readonly (readonly [string, ServerObstacle])[];

/** A server, and the point that was chosen for it; the newest one at or before its own time is itself, while it is kept. */
interface ChosenPoint extends WantedPoint {
  readonly recoverySnapshotId: string;
}

/**
 * Servers whose recovery point, chosen when the execution began, DRS no longer keeps: its retention goes on while a gate
 * waits. Another point is another state of the data, and nobody asked for that. One question and one page a server; what
 * an earlier look found is not asked again, so that looks that AWS throttles get through many servers all the same.
 * Should a point go right after that, `StartRecovery` refuses its server.
 */
export const goneRecoveryPoints = async (
  recovery: ReadingPorts['recovery'],
  { clock, found }: PointLooks,
  scope: Scope,
  jobs: readonly LaunchJob[],
  /** They wait in any case, and are looked at again. */
  held: ReadonlyMap<string, ServerObstacle>,
): Promise<Outcome<Obstacles>> => {
  const chosen = chosenPoints(scope, jobs).filter(({ sourceServerId }) => !held.has(sourceServerId));
  const now = clock.now();
  const since = addSeconds(now, -limits.recoveryPointsKeptSeconds);
  const read = await readPoints(recovery, chosen, { clock, found, since, lastMoment: lookEnd(now) });
  const [failure] = read.failures;
  if (failure !== undefined) return { ok: false, failure };
  const gone = chosen.filter((one) => {
    const newest = read.answerOf(one);
    return newest !== undefined && newest?.recoverySnapshotId !== one.recoverySnapshotId;
  });
  const kept = await readSnapshots({ recovery, clock }, gone.slice(0, SERVERS_TOLD), lookEnd(clock.now()));
  return {
    ok: true,
    value: [
      ...chosen.flatMap((one) => refusedObstacle(one, read)),
      ...gone.map((one) => [one.sourceServerId, goneObstacle(one, kept)] as const),
    ],
  };
};

/** What is kept of the others costs a question each, and is much the same. */
const SERVERS_TOLD = 20;

const chosenPoints = ({ accountId, region }: Scope, jobs: readonly LaunchJob[]): readonly ChosenPoint[] =>
  jobs
    .flatMap((job) => job.servers)
    .flatMap(({ sourceServerId, recoverySnapshotId, recoverySnapshotTime: pointInTime }) =>
      recoverySnapshotId === undefined || pointInTime === undefined
        ? []
        : [{ accountId, region, sourceServerId, recoverySnapshotId, pointInTime }],
    );

/** DRS tells nothing of this server, for good: it is taken out, and the others start (design 6.5). */
const refusedObstacle = (one: ChosenPoint, { refusalOf }: PointsRead): Obstacles => {
  const failure = refusalOf(one);
  if (failure === undefined) return [];
  const reason = `whether its recovery point of ${one.pointInTime} (${one.recoverySnapshotId}) is still kept is not known: ${failureText(failure)}`;
  return [[one.sourceServerId, { kind: 'refused', reason }]];
};

const goneObstacle = (one: ChosenPoint, { answerOf }: SnapshotsRead): ServerObstacle => {
  const snapshots = answerOf(one);
  const kept = snapshots === undefined ? '' : `: ${keptText(snapshots)}`;
  return {
    kind: 'refused',
    reason: `its recovery point of ${one.pointInTime} (${one.recoverySnapshotId}), chosen at the start, is no longer kept by DRS${kept}. A follow-up chooses again`,
  };
};
