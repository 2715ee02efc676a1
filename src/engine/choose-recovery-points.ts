/** Which recovery point each server of a wave with a point in time is launched from; or why there is none. */
import { ageText } from '../domain/duration.ts';
import type { Refusal } from '../domain/model/execution.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import { type PointsInTime, pointInTimeOf } from '../domain/model/point-in-time.ts';
import type { RecoveryPlan } from '../domain/model/recovery-plan.ts';
import type { RosterChunk, RosterServer } from '../domain/model/roster.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import { type StartWarning, startWarning } from '../domain/model/start-check.ts';
import { countOf, firstFew, serverLabel, waveLabel } from '../domain/names.ts';
import { summarisePoints } from '../domain/recovery-points.ts';
import { isBefore } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { RecoveryService } from '../ports/recovery-service.ts';
import { keptText, newestAtOrBefore, readSnapshots, type SnapshotsRead, snapshotsOf } from './recovery-points.ts';
import type { Resolution } from './start-checks.ts';

interface ChoosingPorts {
  readonly recovery: RecoveryService;
  readonly clock: Clock;
}

/** The resolution with the points chosen, and with what speaks against them. As it was when nothing is asked for. */
export const chooseRecoveryPoints = async <Found extends Resolution>(
  { recovery, clock }: ChoosingPorts,
  plan: RecoveryPlan,
  points: PointsInTime | undefined,
  resolution: Found,
): Promise<Found> => {
  if (points === undefined) return resolution;
  const strange = [...unknownWaves(plan, points), ...timesAhead(plan, points, clock.now())];
  if (strange.length > 0) return { ...resolution, refusals: [...strange, ...resolution.refusals] };
  const read = await readSnapshots(recovery, wantedSnapshots(resolution.chunks, points));
  const chosen = resolution.chunks.map((chunk) => chooseForChunk(chunk, points, read));
  const chunks = chosen.map(({ chunk }) => chunk);
  return {
    ...resolution,
    chunks,
    refusals: [...resolution.refusals, ...plan.waves.flatMap((wave) => withoutPoint(wave, points, chosen))],
    warnings: [...resolution.warnings, ...plan.waves.flatMap((wave) => skewWarning(wave, chunks))],
    failures: [...resolution.failures, ...read.failures],
  };
};

type NamedWave = Pick<RecoveryPlan['waves'][number], 'waveNumber' | 'waveName'>;

const unknownWaves = ({ planName, waves }: RecoveryPlan, { wavePointsInTime = [] }: PointsInTime): readonly Refusal[] =>
  wavePointsInTime
    .filter(({ waveNumber }) => waves[waveNumber] === undefined)
    .map(({ waveNumber }) => ({
      code: 'WAVE_NOT_FOUND',
      message: `a point in time is given for wave ${waveNumber}, which plan "${planName}" does not have`,
      subjects: [String(waveNumber)],
      remedy: `Its waves are ${firstFew(waves.map(waveLabel), 50, ', ')}.`,
    }));

/** The newest point "before tomorrow" is another one tomorrow: nobody means that. */
const timesAhead = ({ waves }: RecoveryPlan, points: PointsInTime, now: Instant): readonly Refusal[] => {
  const times = waves.map(({ waveNumber }) => pointInTimeOf(points, waveNumber)).filter((time) => time !== undefined);
  return [...new Set(times)]
    .filter((time) => isBefore(now, time))
    .map((time) => ({
      code: 'POINT_IN_TIME_AHEAD',
      message: `the point in time ${time} is yet to come: it is ${now}`,
      subjects: [time],
      remedy: 'Give a time that has passed, or none for the latest data.',
    }));
};

const wantedSnapshots = (chunks: readonly RosterChunk[], points: PointsInTime) => {
  const wanted = chunks.filter(({ waveNumber }) => pointInTimeOf(points, waveNumber) !== undefined);
  return [...Map.groupBy(wanted, scopeKey).values()].flatMap((there) => {
    const [first] = there;
    if (first === undefined) return [];
    const { accountId, region } = first;
    const ids = there.flatMap(({ servers }) => servers.map(({ sourceServerId }) => sourceServerId));
    return [{ accountId, region, sourceServerIds: [...new Set(ids)] }];
  });
};

interface ChosenChunk {
  readonly chunk: RosterChunk;
  /** Servers without a point so old, and what DRS keeps of each. */
  readonly missing: readonly { readonly server: RosterServer; readonly kept: string }[];
}

const chooseForChunk = (chunk: RosterChunk, points: PointsInTime, read: SnapshotsRead): ChosenChunk => {
  const pointInTime = pointInTimeOf(points, chunk.waveNumber);
  if (pointInTime === undefined) return { chunk, missing: [] };
  const choices = chunk.servers.map((server) => chooseForServer(chunk, server, pointInTime, read));
  return {
    chunk: { ...chunk, pointInTime, servers: choices.map(({ server }) => server) },
    missing: choices.flatMap(({ server, kept }) => (kept === undefined ? [] : [{ server, kept }])),
  };
};

const chooseForServer = (
  scope: Scope,
  server: RosterServer,
  pointInTime: Instant,
  read: SnapshotsRead,
): { readonly server: RosterServer; readonly kept?: string } => {
  const snapshots = snapshotsOf(read, scope, server.sourceServerId);
  // DRS did not say: that is among the failures.
  if (snapshots === undefined) return { server };
  const point = newestAtOrBefore(snapshots, pointInTime);
  if (point === undefined) return { server, kept: keptText(snapshots) };
  const { recoverySnapshotId, time } = point;
  return { server: { ...server, recoverySnapshotId, recoverySnapshotTime: time } };
};

const withoutPoint = (wave: NamedWave, points: PointsInTime, chosen: readonly ChosenChunk[]): readonly Refusal[] => {
  const missing = chosen.filter(({ chunk }) => chunk.waveNumber === wave.waveNumber).flatMap((each) => each.missing);
  if (missing.length === 0) return [];
  const told = missing.map(({ server, kept }) => `${serverLabel(server)}: ${kept}`);
  return [
    {
      code: 'NO_RECOVERY_POINT',
      message: `${waveLabel(wave)}: ${countOf(missing.length, 'server')} without a recovery point at or before ${pointInTimeOf(points, wave.waveNumber)}: ${firstFew(told, 20)}`,
      subjects: missing.slice(0, 100).map(({ server }) => server.sourceServerId),
      remedy: 'Ask for a time from which on each of them has one, or for the latest data.',
    },
  ];
};

const skewWarning = (wave: NamedWave, chunks: readonly RosterChunk[]): readonly StartWarning[] => {
  const own = chunks.filter(({ waveNumber }) => waveNumber === wave.waveNumber);
  const points = summarisePoints(
    own[0]?.pointInTime,
    own.flatMap(({ servers }) => servers),
  );
  if (points === undefined) return [];
  const { oldestTime, newestTime, skewSecondsMax } = points;
  const message = `${waveLabel(wave)} is launched as of ${own[0]?.pointInTime}: recovery points from ${oldestTime} to ${newestTime}, at most ${ageText(skewSecondsMax)} before it`;
  return [startWarning('POINT_IN_TIME', message)];
};
